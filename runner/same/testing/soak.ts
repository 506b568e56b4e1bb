import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { layOutPage } from '../../system/lay-out-page';
import { packageRoot } from '../../system/package-root';
import { hex } from '../../text/numbers';
import { compareImages } from '../compare-images';
import { damages, judgeDamage } from '../damage/damage';
import { leftOut } from './left-out';
import { machinesWithRuntime, pairsWithRuntime } from './runtime-pairs';
import { pairsOfCases, pairsOfObjects, pairsOfZig, type SoakPair } from './soak-pairs';
import { LeftOutBytes, Shares, Tally } from './soak-tables';

/** Damages that are tried of an image, if nothing else is said: evenly spread over all that there are. */
const TRIED = 120;
/** Images of more bytes than this are large, and take up to a second for each damage. */
const LARGE = 0x10_0000;
/** Damages that are tried of a large image. */
const TRIED_OF_LARGE = 40;
/** Missed damages that are shown. */
const SHOWN = 40;

const PAGE = path.join(packageRoot(), 'docs', 'same.md');
const START = '<!-- damage: written by `npm run same-soak -- --write` -->';
const END = '<!-- end of damage -->';

const USAGE = `Usage: npm run same-soak -- [--tried N] [--zig DIR]... [--write]

damage every address that coff2 same claims to compare, and see that it is seen

  --tried N    damages of each image, evenly spread (${TRIED}; ${TRIED_OF_LARGE} at most if it has more than 1 MiB)
  --only NAME  only programs whose names begin so: "two_units, clang" or "hello"
  --zig DIR    also images that "coff2 run --linker zig --mode both --keep DIR" kept
  --write      write the tables of docs/same.md
`;

/** What a soak found out. */
interface SoakResult {
  /** The tables of the page, in Markdown. */
  readonly tables: readonly string[];
  /** Pairs that are not the same as they are, and damages that were missed: for the reader of the log. */
  readonly log: readonly string[];
}

function soak(pairs: readonly SoakPair[], most: number): SoakResult {
  const kinds = new Tally();
  const groups = new Tally();
  const shares = new Shares();
  const leftOutBytes = new LeftOutBytes();
  const excluded: string[] = [];
  const missed: string[] = [];
  for (const { name, group, a, b, options } of pairs) {
    const before = compareImages(a, b, options);
    if (before.verdict !== 'same') {
      excluded.push(`left out, ${before.verdict} as they are: ${name}`);
      continue;
    }
    shares.add(group, before.coverage?.a ?? []);
    leftOutBytes.add(group, leftOut(a, b, options));
    const all = damages(a, b, options);
    const step = Math.ceil(all.length / (a.length > LARGE ? Math.min(most, TRIED_OF_LARGE) : most));
    const tried = all.filter((_damage, index) => index % step === 0);
    for (const damage of tried) {
      const verdict = judgeDamage(damage, a, b, options);
      kinds.add(damage.kind, verdict);
      groups.add(group, verdict);
      if (verdict === 'missed')
        missed.push(`missed: ${damage.kind} at ${hex(damage.rva)}: ${name}`);
    }
  }
  const tables = [
    `${pairs.length - excluded.length} pairs of equal programs; ${excluded.length} more are not the ` +
      'same before any damage, or have nothing to start from, and were left out. Of each image at most ' +
      `${most} damages were tried, evenly spread; of images of more than 1 MiB at most ` +
      `${Math.min(most, TRIED_OF_LARGE)}.`,
    '',
    ...kinds.lines('damage'),
    '',
    ...groups.lines('pairs'),
    '',
    ...shares.lines(),
    '',
    'Why bytes of data were not compared:',
    '',
    ...leftOutBytes.lines(),
  ];
  return { tables, log: [...excluded, ...missed.slice(0, SHOWN)] };
}

/** Puts the tables between their marks in the page. */
async function writePage(tables: readonly string[]): Promise<void> {
  const page = fs.readFileSync(PAGE, 'utf8');
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${PAGE} has no ${START} before ${END}`);
  const text = `${page.slice(0, start)}${START}\n\n${tables.join('\n')}\n\n${page.slice(end)}`;
  fs.writeFileSync(PAGE, await layOutPage(PAGE, text));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      zig: { type: 'string', multiple: true },
      tried: { type: 'string' },
      only: { type: 'string', default: '' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const most = Number(values.tried ?? TRIED);
  if (values.help === true || !Number.isInteger(most) || most < 1) {
    process.stderr.write(USAGE);
    process.exitCode = values.help === true ? 0 : 2;
    return;
  }
  const isWanted = (program: string): boolean => program.startsWith(values.only);
  const zig = (values.zig ?? []).flatMap((folder) => pairsOfZig(folder, isWanted));
  const runtime = isWanted('runtime') ? machinesWithRuntime().flatMap(pairsWithRuntime) : [];
  const objects = await pairsOfObjects(isWanted);
  const pairs = [...pairsOfCases(isWanted), ...objects, ...runtime, ...zig];
  const { tables, log } = soak(pairs, most);
  process.stdout.write(`${[...tables, '', ...log].join('\n')}\n`);
  if (values.write === true) await writePage(tables);
}

void main();
