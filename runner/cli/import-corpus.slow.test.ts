import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { findRunner } from '../system/find-runner';
import { WINE_PATIENCE } from '../testing/wine-patience';
import {
  compile,
  type Compiled,
  imported,
  LINKERS,
  linkedByOthers,
  linkedByReference,
  tool,
} from './testing/corpus-tools';
import { allVariants, someVariants, type CorpusVariant } from './testing/corpus-variants';

/** Milliseconds: programs wait for each other. */
const LONG = 300_000;

const VARIANTS = process.env.COFF2_SOAK === undefined ? someVariants() : allVariants();

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-corpus-'));
const found = findRunner({ patience: WINE_PATIENCE });
const runner = found.kind === 'none' ? null : found;

afterAll(async () => {
  await runner?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}, LONG);

/** What a program prints and returns. */
async function behaviour(image: Buffer): Promise<object> {
  if (runner === null) throw new Error('Wine is not installed');
  const { stdout, exitCode, timedOut } = await runner.run(image);
  return { stdout, exitCode, timedOut };
}

/**
 * What programs do that should do the same. On a busy machine, Wine sometimes ends one with exit code 1 before it
 * prints anything; so where they differ, each is run again by itself, and that counts.
 */
async function behaviours(images: readonly Buffer[]): Promise<readonly object[]> {
  const first = await Promise.all(images.map(behaviour));
  const [one] = first;
  if (first.every((each) => isDeepStrictEqual(each, one))) return first;
  const again: object[] = [];
  for (const image of images) again.push(await behaviour(image));
  return again;
}

/** The programs of the corpus that are refused, and why: each for what no listing can say. */
const REFUSED: ReadonlyMap<string, RegExp> = new Map([
  [
    'common_symbols',
    /^wWinMain\S+: refers to \w+, a common symbol of \d+ bytes, which no section holds/,
  ],
  // An array that linkers gather, and that a C runtime walks through before the program.
  [
    'constructors',
    /^wWinMain\S+: refers to (first|\.CRT\$XCA), which is in no section that an image would hold$/,
  ],
  ['thread_local', /^wWinMain\S+: a relocation SECREL: Coff2 applies /],
]);

/** Why a program is refused; undefined if it is not. */
function refusalOf({ name }: CorpusVariant): RegExp | undefined {
  return REFUSED.get(name.slice(0, name.indexOf(',')));
}

/** Programs that the machine lacks. */
function missing({ toolchain }: CorpusVariant): readonly string[] {
  const needed = [toolchain.program, ...LINKERS].filter((name) => tool(name) === null);
  return runner === null ? [...needed, 'wine'] : needed;
}

/** What happens to both versions, the second imported as what changed since the first. */
async function importBoth(
  objects: readonly [Compiled, Compiled],
): Promise<{ readonly listings: readonly string[] } | { readonly refusal: string }> {
  const listings: string[] = [];
  for (const [index, { object }] of objects.entries()) {
    const result = await imported(object, index === 0 ? null : objects[0].object);
    if ('refusal' in result) return result;
    listings.push(result.listing);
  }
  return { listings };
}

async function check(variant: CorpusVariant, index: number): Promise<void> {
  const own = path.join(folder, String(index));
  fs.mkdirSync(own);
  const objects = [await compile(variant, 1, own), await compile(variant, 2, own)] as const;
  const result = await importBoth(objects);
  const reason = refusalOf(variant);
  if ('refusal' in result || reason !== undefined) {
    const refusal = 'refusal' in result ? result.refusal : 'imported';
    expect(refusal).toMatch(reason ?? /^imported$/);
    return;
  }
  const images = linkedByReference(result.listings);
  expect(images).toHaveLength(objects.length);
  for (const [i, image] of images.entries()) {
    const version = i + 1;
    const compiled = objects[i];
    const others = compiled === undefined ? [] : await linkedByOthers(compiled);
    expect(others.map(([linker]) => linker)).toEqual(LINKERS);
    const [ours, ...theirs] = await behaviours([image, ...others.map(([, other]) => other)]);
    // The linker's name is in what a failure shows.
    for (const [at, linker] of LINKERS.entries()) {
      expect({ version, linker, ...ours }).toEqual({ version, linker, ...theirs[at] });
    }
    expect(ours).toMatchObject({ timedOut: false, exitCode: expect.any(Number) as number });
  }
}

describe('a program that is imported, linked and run does what it does by GNU ld and lld-link', () => {
  VARIANTS.forEach((variant, index) => {
    const lacking = missing(variant);
    const name =
      lacking.length === 0
        ? variant.name
        : `${variant.name}: UNSUPPORTED, no ${lacking.join(', ')}`;
    const test = lacking.length === 0 ? it.concurrent : it.skip;
    test(name, () => check(variant, index), LONG);
  });
});
