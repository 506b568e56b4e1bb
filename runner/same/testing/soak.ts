import { hex } from '../../text/numbers';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { GNU_LD } from '../../linker/installed/gnu-ld';
import { LLD_LINK } from '../../linker/installed/lld-link';
import { compareImages } from '../compare-images';
import type { SameOptions, SectionCoverage } from '../same-result';
import { damages, judgeDamage, type DamageVerdict } from './damage';
import { hostPairs, isInstalled, linkedCases, linkerPairs } from './equal-pairs';

/** Two images of one program, whose damages are tried. */
interface SoakPair {
  readonly name: string;
  readonly group: string;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly options: SameOptions;
}

/** Images that are larger than this, in bytes, take long: an eighth of the damages is tried. */
const LARGE = 0x4_0000;
const PART_OF_LARGE = 8;
/** Damages that are tried of an image, if nothing else is said: evenly spread over all that there are. */
const TRIED = 120;
/** Missed damages that are shown. */
const SHOWN = 20;

const USAGE = `Usage: npm run same-soak -- [--tried N] [--zig DIR]

damage every address that coff2 same claims to compare, and see that it is seen

  --tried N  damages of each image, evenly spread (120)
  --zig DIR  also images that "coff2 run --linker zig --mode both --keep DIR" kept
`;

function pairsOfCases(): SoakPair[] {
  const pairs: SoakPair[] = [];
  for (const stored of linkedCases()) {
    const last = hostPairs(stored).at(-1);
    if (last !== undefined) pairs.push({ ...last, group: 'two hosts', options: {} });
    for (const linker of [LLD_LINK, GNU_LD]) {
      if (!isInstalled(linker)) continue;
      const linked = linkerPairs(stored, linker).at(-1);
      if (linked === undefined) continue;
      const group = `reference and ${linker.name}`;
      pairs.push({ ...linked, group, options: { protection: 'ignored' } });
    }
  }
  return pairs;
}

function pairsOfZig(folder: string): SoakPair[] {
  const END = '.incremental.exe';
  return fs.readdirSync(folder).flatMap((name) => {
    const files = fs.readdirSync(path.join(folder, name)).sort();
    const last = files.findLast((file) => file.endsWith(END));
    if (last === undefined) return [];
    const [a, b] = [last, last.replace(END, '.fresh.exe')].map(
      (file) => new Uint8Array(fs.readFileSync(path.join(folder, name, file))),
    ) as [Uint8Array, Uint8Array];
    const group = a.length > LARGE ? 'Zig with std' : 'Zig';
    return [{ name: `${name}: Zig`, group, a, b, options: {} }];
  });
}

/** Verdicts by what they are about, counted. */
class Tally {
  readonly #counts = new Map<string, Map<DamageVerdict, number>>();

  add(what: string, verdict: DamageVerdict): void {
    const counts = this.#counts.get(what) ?? new Map<DamageVerdict, number>();
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    this.#counts.set(what, counts);
  }

  lines(title: string): string[] {
    const head = [title, 'damaged', 'found', 'possible', 'indistinguishable', 'missed'];
    const rows = [...this.#counts].sort().map(([what, counts]) => {
      const of = (verdict: DamageVerdict): number => counts.get(verdict) ?? 0;
      const all = [...counts.values()].reduce((sum, one) => sum + one, 0);
      const verdicts = [of('found'), of('possible'), of('indistinguishable'), of('missed')];
      return [what, all, ...verdicts].join(' | ');
    });
    return [head.join(' | '), '--- | ---: | ---: | ---: | ---: | ---:', ...rows].map(
      (row) => `| ${row} |`,
    );
  }
}

/** Shares of what is not zero and no table that were compared, by group. */
class Shares {
  readonly #bytes = new Map<string, { code: number[]; data: number[] }>();

  add(group: string, sections: readonly SectionCoverage[]): void {
    const sums = this.#bytes.get(group) ?? { code: [0, 0], data: [0, 0] };
    for (const { isCode, code, sure, likely, unreached, beyond } of sections) {
      const sum = isCode ? sums.code : sums.data;
      const compared = code + sure + likely;
      sum[0] = (sum[0] ?? 0) + compared;
      sum[1] = (sum[1] ?? 0) + compared + unreached + beyond;
    }
    this.#bytes.set(group, sums);
  }

  lines(): string[] {
    const share = ([compared = 0, all = 0]: readonly number[]): string =>
      `${all === 0 ? '-' : ((100 * compared) / all).toFixed(1)} % of ${all}`;
    return [
      '| pairs | code compared, of bytes | data compared, of bytes |',
      '| --- | ---: | ---: |',
      ...[...this.#bytes].map(
        ([group, { code, data }]) => `| ${group} | ${share(code)} | ${share(data)} |`,
      ),
    ];
  }
}

function soak(pairs: readonly SoakPair[], most: number): void {
  const kinds = new Tally();
  const groups = new Tally();
  const shares = new Shares();
  const missed: string[] = [];
  let used = 0;
  for (const { name, group, a, b, options } of pairs) {
    const before = compareImages(a, b, options);
    if (before.verdict !== 'same') {
      process.stdout.write(`left out, ${before.verdict} as they are: ${name}\n`);
      continue;
    }
    used += 1;
    shares.add(group, before.coverage?.a ?? []);
    const tried = damages(a, b, options);
    const step = Math.ceil((tried.length * (a.length > LARGE ? PART_OF_LARGE : 1)) / most);
    tried.forEach((damage, index) => {
      if (index % step !== 0) return;
      const verdict = judgeDamage(damage, a, b, options);
      kinds.add(damage.kind, verdict);
      groups.add(group, verdict);
      if (verdict === 'missed') missed.push(`${damage.kind} at ${hex(damage.rva)}: ${name}`);
    });
  }
  const lines = [
    `${used} pairs of equal programs`,
    ...kinds.lines('damage'),
    '',
    ...groups.lines('pairs'),
    '',
    ...shares.lines(),
    '',
    ...missed.slice(0, SHOWN).map((one) => `missed: ${one}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const { values } = parseArgs({
  options: { zig: { type: 'string' }, tried: { type: 'string' }, help: { type: 'boolean' } },
});
const most = Number(values.tried ?? TRIED);
if (values.help === true || !Number.isInteger(most) || most < 1) {
  process.stderr.write(USAGE);
  process.exitCode = values.help === true ? 0 : 2;
} else {
  const zig = values.zig === undefined ? [] : pairsOfZig(values.zig);
  soak([...zig, ...pairsOfCases()], most);
}
