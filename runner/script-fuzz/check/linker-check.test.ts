import type { Implementation, LinkResult } from '../../linker/implementation';
import { REFERENCE } from '../../linker/reference';
import type { ProgramRun } from '../../system/program-runner';
import { RunnerUnable } from '../../system/runner-unable';
import { lettersOf, PRINTER, PRINTER_OPS } from '../run/printer';
import type { FuzzScript, ScriptOp } from '../script/fuzz-script';
import { linkerCheck, type LinkerAsked, type ScriptLevel } from './linker-check';

/** Hands over an entry point that makes the sum a number, and prints it. */
function start(sum: number): ScriptOp {
  const hex = Buffer.from(Uint32Array.of(sum).buffer).toString('hex');
  return {
    ...{ op: 'updateFunc', nav: 'main.start', type: 'fn () noreturn' },
    content: [
      ...['4883ec28', `b8${hex}`, '010500000000', { reloc: { nav: 'main.sum' }, type: 'REL32' }],
      ...['e800000000', { reloc: { nav: PRINTER }, type: 'REL32' }],
    ],
  };
}

const FLUSH: readonly ScriptOp[] = [{ op: 'flush' }, { op: 'snapshot' }];

/** A program that prints 5, then 6, and after that nothing new. */
const SCRIPT: FuzzScript = {
  options: {},
  ops: [
    ...PRINTER_OPS,
    start(5),
    { op: 'updateExports', exported: { nav: 'main.start' }, names: ['wWinMainCRTStartup'] },
    ...FLUSH,
    start(6),
    ...FLUSH,
    ...FLUSH,
  ],
};

const [FIVE, SIX] = [lettersOf(5), lettersOf(6)];

function asked(levels: readonly ScriptLevel[], runner?: LinkerAsked['runner']): LinkerAsked {
  const stop = new AbortController().signal;
  return { hosts: ['linux-tmpfs'], levels, stop, ...(runner === undefined ? {} : { runner }) };
}

/** A runner whose images print these, one after the other. */
function printing(...outputs: readonly (string | Error)[]) {
  const images: Uint8Array[] = [];
  const run = (image: Uint8Array): Promise<ProgramRun> => {
    const stdout = outputs[images.length] ?? 'nothing more';
    images.push(image);
    if (stdout instanceof Error) return Promise.reject(stdout);
    return Promise.resolve({ stdout, stderr: '', exitCode: 0, timedOut: false });
  };
  return { runner: { run }, images };
}

describe('the level runs of a random script', () => {
  it('holds where each image prints what the program says; the same image runs once', async () => {
    const { runner, images } = printing(FIVE, SIX);
    const checked = await linkerCheck(SCRIPT, REFERENCE, asked(['runs'], runner));
    expect(checked).toMatchObject({ failure: null, judged: 2, unjudged: 0 });
    expect(images).toHaveLength(2);
  });

  it('fails where an image prints something else, twice', async () => {
    const { runner } = printing(FIVE, FIVE, FIVE);
    const { failure } = await linkerCheck(SCRIPT, REFERENCE, asked(['runs'], runner));
    expect(failure).toMatchObject({
      kind: 'runs: prints "", expected ""',
      what: `snapshot 2, runs on linux-tmpfs: prints "${FIVE}", expected "${SIX}"`,
    });
  });

  it('is not judged where no image can run', async () => {
    const { runner } = printing(new RunnerUnable('no Wine'), new RunnerUnable('no Wine'));
    const checked = await linkerCheck(SCRIPT, REFERENCE, asked(['runs'], runner));
    expect(checked).toMatchObject({ failure: null, judged: 0, unjudged: 2 });
  });

  it('runs nothing where it is not asked for', async () => {
    const { runner, images } = printing();
    await linkerCheck(SCRIPT, REFERENCE, asked(['valid'], runner));
    expect(images).toHaveLength(0);
  });
});

type Answer = Extract<LinkResult, { readonly kind: 'image' }>;

describe('a script that the reference refuses', () => {
  it('fails, and does not end the fuzzer', async () => {
    const empty: ScriptOp = { op: 'updateNav', nav: 'main.empty', type: 'T', align: 1 };
    const exported: ScriptOp = {
      ...{ op: 'updateExports', exported: { nav: 'main.empty' }, names: ['empty'] },
    };
    const script = { options: {}, ops: [empty, exported, ...SCRIPT.ops] };
    const { failure } = await linkerCheck(script, REFERENCE, asked(['valid']));
    expect(failure?.kind).toMatch(/: refused: /);
  });
});

describe('the level incremental of a random script', () => {
  /** The reference, with other answers. */
  function answering(change: (result: Answer, index: number) => Partial<Answer>): Implementation {
    return {
      ...REFERENCE,
      isReference: false,
      async *link(stored, host, stop) {
        let index = 0;
        for await (const result of REFERENCE.link(stored, host, stop)) {
          yield result.kind === 'image' ? { ...result, ...change(result, index) } : result;
          index += 1;
        }
      },
    };
  }

  it('holds for the reference, of which each snapshot is judged', async () => {
    const checked = await linkerCheck(SCRIPT, REFERENCE, asked(['incremental']));
    expect(checked).toMatchObject({ failure: null, judged: 3, unjudged: 0 });
  });

  it.each<[string, (result: Answer, index: number) => Partial<Answer>, string]>([
    [
      'that says it wrote less than it did',
      (_result, index) => (index === 1 ? { written: { bytes: 0, unchanged: 0 } } : {}),
      'snapshot 2, incremental on linux-tmpfs: it says that it wrote 0 bytes',
    ],
    [
      'that writes where nothing was handed over',
      (_result, index) => (index === 2 ? { written: { bytes: 9, unchanged: 9 } } : {}),
      'snapshot 3, incremental on linux-tmpfs: nothing was handed over, but it wrote 9 bytes',
    ],
  ])('fails a linker %s', async (_title, change, what) => {
    const { failure } = await linkerCheck(SCRIPT, answering(change), asked(['incremental']));
    expect(failure?.what).toContain(what);
  });

  it('fails a linker whose image is still that of the snapshot before', async () => {
    let before: Uint8Array = new Uint8Array();
    const linker = answering(({ image }, index) => {
      if (index === 1) return { image: before, written: { bytes: 0, unchanged: 0 } };
      before = image;
      return {};
    });
    const { failure } = await linkerCheck(SCRIPT, linker, asked(['incremental']));
    expect(failure?.what).toContain(
      'snapshot 2, incremental on linux-tmpfs: another program than a new process makes',
    );
  });
});
