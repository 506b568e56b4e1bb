import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { handedOver, importListing, importObject } from '../../case/object-import/import-object';
import { ObjectError } from '../../case/object-import/object-error';
import { compile, linkedByOthers, linkedByReference, tool } from '../../cli/testing/corpus-tools';
import { allVariants, type CorpusVariant } from '../../cli/testing/corpus-variants';
import { GNU_LD } from '../../linker/installed/gnu-ld';
import { LLD_LINK } from '../../linker/installed/lld-link';
import type { SameOptions } from '../same-result';
import { hostPairs, isInstalled, linkedCases, linkerPairs } from './equal-pairs';

/** Two images of one program, whose damages are tried. */
export interface SoakPair {
  readonly name: string;
  /** What kind of pair it is, as in the tables. */
  readonly group: string;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly options: SameOptions;
}

/** Images of Zig that are larger than this, in bytes, hold the standard library. */
const LARGE = 0x10_0000;
/** Of so many programs in C with a compiler and its flags, one is linked. */
const OBJECT_STEP = 12;

/** Two linkers may put the same data into sections of different protection. */
const OF_TWO_LINKERS: SameOptions = { protection: 'ignored' };

/** Whether the pairs of a case, a program in C or a folder of Zig's images are wanted, by its name. */
export type Wanted = (program: string) => boolean;

/** The last update of each case: by the reference on two hosts, and by it and other linkers. */
export function pairsOfCases(isWanted: Wanted): SoakPair[] {
  const pairs: SoakPair[] = [];
  for (const stored of linkedCases()) {
    if (!isWanted(stored.name)) continue;
    const last = hostPairs(stored).at(-1);
    if (last !== undefined) pairs.push({ ...last, group: 'cases, two hosts', options: {} });
    for (const linker of [LLD_LINK, GNU_LD]) {
      if (!isInstalled(linker)) continue;
      const linked = linkerPairs(stored, linker).at(-1);
      if (linked === undefined) continue;
      const group = `cases, reference and ${linker.name}`;
      pairs.push({ ...linked, group, options: OF_TWO_LINKERS });
    }
  }
  return pairs;
}

/** The last update of each case that Zig built, patched and from scratch. */
export function pairsOfZig(folder: string, isWanted: Wanted): SoakPair[] {
  const END = '.incremental.exe';
  return fs.readdirSync(folder).flatMap((name) => {
    if (!isWanted(name)) return [];
    const files = fs.readdirSync(path.join(folder, name)).sort();
    const both = files.filter((file) => files.includes(file.replace(END, '.fresh.exe')));
    const last = both.findLast((file) => file.endsWith(END));
    if (last === undefined) return [];
    const [a, b] = [last, last.replace(END, '.fresh.exe')].map(
      (file) => new Uint8Array(fs.readFileSync(path.join(folder, name, file))),
    ) as [Uint8Array, Uint8Array];
    const group = a.length > LARGE ? 'Zig, with the standard library' : 'Zig';
    return [{ name: `${name}: Zig`, group, a, b, options: {} }];
  });
}

/** Programs in C, compiled by GCC and Clang and linked by lld-link, GNU ld and the reference. */
export async function pairsOfObjects(isWanted: Wanted): Promise<SoakPair[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-same-soak-'));
  try {
    const pairs: SoakPair[] = [];
    const variants = allVariants().filter((_variant, index) => index % OBJECT_STEP === 0);
    for (const [index, variant] of variants.entries()) {
      if (!isWanted(variant.name)) continue;
      const own = path.join(folder, String(index));
      fs.mkdirSync(own);
      pairs.push(...(await pairsOfVariant(variant, own)));
    }
    return pairs;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function pairsOfVariant(variant: CorpusVariant, folder: string): Promise<SoakPair[]> {
  const tools = [variant.toolchain.program, 'lld-link', 'x86_64-w64-mingw32-ld'];
  if (tools.some((program) => tool(program) === null)) return [];
  const compiled = await compile(variant, 1, folder);
  const [[, gnu], [, lld]] = (await linkedByOthers(compiled)) as [
    readonly [string, Buffer],
    readonly [string, Buffer],
  ];
  const options = OF_TWO_LINKERS;
  const { name } = variant;
  const pairs = [
    {
      name: `${name}: lld-link and GNU ld`,
      group: 'objects of C, lld-link and GNU ld',
      a: lld,
      b: gnu,
      options,
    },
  ];
  const reference = byReference(compiled.object);
  if (reference === null) return pairs;
  const group = 'objects of C, reference and lld-link';
  return [
    ...pairs,
    { name: `${name}: reference and lld-link`, group, a: reference, b: lld, options },
  ];
}

/** An object as the reference links it; null where no listing can express it. */
function byReference(object: string): Buffer | null {
  const options = { dllOf: () => 'kernel32', roots: [] };
  try {
    const imported = importObject(new Uint8Array(fs.readFileSync(object)), options);
    const lines = ['#link', ...importListing(imported, handedOver([])), 'flush', ''];
    return linkedByReference([lines.join('\n')])[0] ?? null;
  } catch (error) {
    if (error instanceof ObjectError) return null;
    throw error;
  }
}
