import { patchBetween } from '../../../reference';
import { linkCase } from '../../case/case-replay';
import { caseFile, loadCase } from '../../case/case-store';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import { programOf } from '../../case/testing/program-of';
import type { LinkedImage } from '../../image/linked-image';
import type { LinkResult } from '../../linker/implementation';
import { REFERENCE } from '../../linker/reference';
import type { Judgement } from '../result/case-result';
import { isComparedWithFresh, judgeIncremental, type PatchedUpdate } from './incremental';

const HOST = 'linux-tmpfs';

/** Judges all updates of a case; `change` may change what is known of each before. */
async function judged(
  name: string,
  change: (update: PatchedUpdate, index: number) => Partial<PatchedUpdate> = () => ({}),
): Promise<readonly (Judgement | null)[]> {
  const stored = loadCase(caseFile(name) ?? name);
  const linked = linkCase(stored.case, stored.file, [HOST], true);
  const lines = stored.case.script.map(({ json }) => json);
  const judgements: (Judgement | null)[] = [];
  let before: Uint8Array | null = null;
  for (const program of snapshotPrograms(lines, stored.file)) {
    const index = judgements.length;
    const own = linked[index]?.get(HOST);
    if (own === undefined) throw new Error(`update ${index} has no image`);
    const { bytes, unchanged } = patchBetween(before ?? new Uint8Array(), own.image);
    const update: PatchedUpdate = {
      ...{ program, host: HOST, before, handsOver: true },
      result: { ...own, written: { bytes, unchanged } },
      linkFresh: () => REFERENCE.linkFresh(name, program, HOST, new AbortController().signal),
    };
    judgements.push(await judgeIncremental({ ...update, ...change(update, index) }));
    before = own.image;
  }
  return judgements;
}

const told = (judgements: readonly (Judgement | null)[]): readonly (string | null)[] =>
  judgements.map(
    (one) => one && [one.verdict, ...(one.reason === null ? [] : [one.reason])].join(': '),
  );

/** The update with another image, or another word of it. */
const withResult = (update: PatchedUpdate, more: Partial<LinkedImage>): Partial<PatchedUpdate> => ({
  result: { ...update.result, ...more },
});

/** The image with another byte in the last of its code that the file has. */
function damaged({ image }: LinkedImage, at: number): Uint8Array {
  const bytes = Uint8Array.from(image);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

describe('the level incremental', () => {
  it('holds where little is written, and the image is the program of a new process', async () => {
    const judgements = await judged('hello');
    expect(told(judgements)).toEqual(['pass', 'pass']);
    expect(judgements[1]).toMatchObject({
      level: 'incremental',
      written: { bytes: 62, unchanged: 27 },
    });
  });

  it('judges nothing of a program that was not flushed', async () => {
    expect(told(await judged('readme'))).toEqual(['pass', 'pass', null, 'pass']);
  });

  it('fails a linker that does not say what it wrote', async () => {
    const silent = ({ result: { image, nodes, symbols } }: PatchedUpdate) => ({
      result: { image, nodes, symbols },
    });
    expect(told(await judged('hello', silent))[1]).toBe(
      'fail: the linker does not say what it wrote: its answer has no "written"',
    );
  });

  it('makes no pass of an update that is not compared, but fails what is wrong with it', async () => {
    const notCompared = (update: PatchedUpdate): Partial<PatchedUpdate> => ({
      ...update,
      linkFresh: null,
    });
    // The process of the first update is new itself.
    expect(told(await judged('hello', notCompared))).toEqual(['pass', null]);
    const wrong = (update: PatchedUpdate): Partial<PatchedUpdate> => ({
      ...withResult(update, { written: { bytes: 9, unchanged: 9 } }),
      linkFresh: null,
    });
    expect(told(await judged('hello', wrong))[1]).toMatch(/^fail: it says that it wrote 9 bytes/);
  });

  it('fails one that says less than what changed, also where the image grew', async () => {
    const nothing = { written: { bytes: 9, unchanged: 9 } };
    const first = told(await judged('hello', (update) => withResult(update, nothing)));
    expect(first[1]).toBe(
      'fail: it says that it wrote 9 bytes, 9 of them as they were, but 35 bytes of the image are others than before',
    );
    expect(first[0]).toMatch(/^fail: .*, but \d{3} bytes of the image are others than before$/);
  });

  it('fails one that writes anything where nothing was handed over, even what was there', async () => {
    const idle = (update: PatchedUpdate, index: number): Partial<PatchedUpdate> =>
      index === 0
        ? {}
        : {
            handsOver: false,
            before: update.result.image,
            ...withResult(update, { written: { bytes: 5, unchanged: 5 } }),
          };
    expect(told(await judged('hello', idle))[1]).toBe(
      'fail: nothing was handed over, but it wrote 5 bytes, 5 of them as they were',
    );
    const still = (update: PatchedUpdate): Partial<PatchedUpdate> => ({
      handsOver: false,
      before: update.result.image,
      ...withResult(update, { written: { bytes: 0, unchanged: 0 } }),
    });
    expect(told(await judged('hello', still))).toEqual(['pass', 'pass']);
  });

  it('fails an image that is another program than a new process makes, with the way there', async () => {
    const [, second] = await judged('new_import_in_settled_code');
    expect(second).toMatchObject({
      verdict: 'fail',
      reason: 'another program than a new process makes: different instructions',
    });
    expect(second?.details[0]).toBe(
      'the first image is that of the new process, the second the patched one',
    );
    expect(second?.details.at(-1)).toMatch(/^ *hint: .* has a displacement of zero/);
  });

  it('compares what no header leads to by the symbol maps', async () => {
    // The DLLs of the reference have no entry point and no exports.
    expect(told(await judged('dll_exports'))).toEqual(Array(5).fill('pass'));
    const wrong = (update: PatchedUpdate, index: number): Partial<PatchedUpdate> => {
      const attach = update.result.symbols?.find(
        ({ symbol }) => 'nav' in symbol && symbol.nav === 'main.attach',
      );
      const at = Buffer.from(update.result.image).indexOf('b801000000', 0x400, 'hex');
      expect(attach).toBeDefined();
      const image = index === 4 ? damaged(update.result, at + 1) : update.result.image;
      return withResult(update, { image, written: { bytes: image.length, unchanged: 0 } });
    };
    expect(told(await judged('dll_exports', wrong))[4]).toMatch(
      /^fail: another program than a new process makes/,
    );
  });

  it('leaves out symbols without bytes, which may lie where another symbol is', async () => {
    const rvaOf = ({ symbols }: LinkedImage, name: string): number => {
      const found = symbols?.find(({ symbol }) => 'nav' in symbol && symbol.nav === name);
      if (found === undefined) throw new Error(`${name} is not in the symbol map`);
      return found.rva;
    };
    // In the second update main.letters is empty, and in the fourth it is not.
    const beside = (update: PatchedUpdate): Partial<PatchedUpdate> => {
      const rva = rvaOf(update.result, 'main.count');
      const symbols = update.result.symbols?.map((one) =>
        'nav' in one.symbol && one.symbol.nav === 'main.letters' ? { ...one, rva } : one,
      );
      return withResult(update, { symbols: symbols ?? null });
    };
    const verdicts = (await judged('empty_and_back', beside)).map((one) => one?.verdict);
    expect(verdicts.slice(1, 4)).toEqual(['pass', 'pass', 'fail']);
  });

  it.each([
    ['refused', 'fail'],
    ['crash', 'fail'],
    ['unsupported', 'unsupported'],
  ] as const)('of a new process that fails (%s) says so', async (outcome, verdict) => {
    const failure: LinkResult = { kind: 'failure', outcome, reason: 'no', details: ['why'] };
    const [first] = await judged('hello', () => ({ linkFresh: () => Promise.resolve(failure) }));
    expect(first).toMatchObject({
      verdict,
      reason: `a new process makes no image of the same program: ${outcome}: no`,
      details: ['why'],
    });
  });

  it('blames no new process that refuses a reference to nothing', async () => {
    const failure: LinkResult = { kind: 'failure', outcome: 'refused', reason: 'no', details: [] };
    const call = { reloc: { nav: 'main.gone' }, type: 'REL32', offset: 1 };
    const caller = { op: 'updateFunc', nav: 'main.g', type: 'T', content: ['e800000000', call] };
    const program = programOf([caller, { op: 'flush' }]);
    const fresh = { program, linkFresh: () => Promise.resolve(failure) };
    expect(told(await judged('hello', () => fresh))[0]).toMatch(
      /^unsupported: a new process makes no image of the same program: unsupported: the program refers to main\.gone,/,
    );
  });

  it('is unsupported, never passed, where the images cannot be compared', async () => {
    const nothing: LinkResult = {
      kind: 'image',
      image: new Uint8Array(),
      nodes: null,
      symbols: null,
    };
    const fresh = { linkFresh: () => Promise.resolve(nothing) };
    expect(told(await judged('hello', () => fresh))[0]).toMatch(
      /^unsupported: not comparable: the first image/,
    );
  });

  it('compares each image of a case of some updates, and many of a longer one', () => {
    const compared = (updates: number): readonly number[] =>
      Array.from({ length: updates }, (_, index) => index).filter((index) =>
        isComparedWithFresh(index, updates),
      );
    expect(compared(41)).toHaveLength(40);
    expect(compared(3)).toEqual([1, 2]);
    expect(compared(1)).toEqual([]);
    expect(compared(500)).toHaveLength(40);
    expect(compared(42)).toHaveLength(40);
    const lengths = Array.from({ length: 600 }, (_, index) => index + 42);
    expect(lengths.filter((updates) => compared(updates).at(-1) !== updates - 1)).toEqual([]);
  });
});
