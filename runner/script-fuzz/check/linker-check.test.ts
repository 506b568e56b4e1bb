import type { Implementation, LinkResult } from '../../linker/implementation';
import { REFERENCE } from '../../linker/reference';
import type { ProgramRun } from '../../system/program-runner';
import { RunnerUnable } from '../../system/runner-unable';
import { lettersOf, PRINTER, PRINTER_OPS } from '../run/printer';
import type { FuzzScript, Item, ScriptOp } from '../script/fuzz-script';
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

/** Takes the place of an output: the image does not end in time. */
const LATE = Symbol('late');

/** A runner whose images print these, one after the other. */
function printing(...outputs: readonly (string | Error | typeof LATE)[]) {
  const images: Uint8Array[] = [];
  const run = (image: Uint8Array): Promise<ProgramRun> => {
    const stdout = outputs[images.length] ?? 'nothing more';
    images.push(image);
    if (stdout instanceof Error) return Promise.reject(stdout);
    if (stdout === LATE) {
      return Promise.resolve({ stdout: '', stderr: '', exitCode: null, timedOut: true });
    }
    return Promise.resolve({ stdout, stderr: '', exitCode: 0, timedOut: false });
  };
  return { runner: { run }, images };
}

describe('a linker that gives no answer in its time', () => {
  /** The reference, which is late so many times. */
  function late(times: number): Implementation {
    let left = times;
    return {
      ...REFERENCE,
      async *link(...args: Parameters<Implementation['link']>) {
        left -= 1;
        if (left < 0) yield* REFERENCE.link(...args);
        else yield { kind: 'failure', outcome: 'timeout', reason: 'it took long', details: [] };
      },
    };
  }

  it('links once more before that counts', async () => {
    const once = await linkerCheck(SCRIPT, late(1), asked(['valid']));
    expect(once).toMatchObject({ failure: null, judged: 3 });
    const { failure } = await linkerCheck(SCRIPT, late(2), asked(['valid']));
    expect(failure?.kind).toContain('timeout');
  });
});

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

  it('holds where an image is late once, and fails where it is late twice', async () => {
    const once = printing(FIVE, LATE, SIX);
    const holds = await linkerCheck(SCRIPT, REFERENCE, asked(['runs'], once.runner));
    expect(holds).toMatchObject({ failure: null, judged: 2, unjudged: 0 });
    const twice = printing(FIVE, LATE, LATE);
    const { failure } = await linkerCheck(SCRIPT, REFERENCE, asked(['runs'], twice.runner));
    expect(failure?.kind).toContain('does not end within');
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

describe('a linker that crashes', () => {
  const crashing: Implementation = {
    ...REFERENCE,
    isReference: false,
    async *link(stored, host, stop) {
      for await (const result of REFERENCE.link(stored, host, stop)) {
        yield result;
        yield { kind: 'failure', outcome: 'crash', reason: 'it ends with SIGSEGV', details: [] };
        return;
      }
    },
  };

  it.each<readonly ScriptLevel[]>([['runs'], ['valid'], ['bytes', 'same'], ['incremental']])(
    'fails, whatever it is judged on: %s',
    async (...levels) => {
      const { runner } = printing(FIVE);
      const { failure } = await linkerCheck(SCRIPT, crashing, asked(levels, runner));
      expect(failure?.what).toMatch(/^snapshot 2, .* on linux-tmpfs: crash: it ends with SIGSEGV$/);
    },
  );
});

/** A script whose program prints 5, but for what the reference gets wrong. */
function printsFive(call: Item, ...before: readonly ScriptOp[]): FuzzScript {
  const hex = Buffer.from(Uint32Array.of(5).buffer).toString('hex');
  const content: Item[] = [
    ...['4883ec28', `b8${hex}`, '010500000000', { reloc: { nav: 'main.sum' }, type: 'REL32' }],
    ...['e800000000', call, 'e800000000', { reloc: { nav: PRINTER }, type: 'REL32' }],
  ];
  return {
    options: {},
    ops: [
      ...PRINTER_OPS,
      ...before,
      { op: 'updateFunc', nav: 'main.start', type: 'fn () noreturn', content },
      { op: 'updateExports', exported: { nav: 'main.start' }, names: ['wWinMainCRTStartup'] },
      ...FLUSH,
    ],
  };
}

describe('what a known finding explains of the reference', () => {
  const [small, large] = (['c3', `${'90'.repeat(256)}c3`] as const).map((code): ScriptOp => ({
    ...{ op: 'updateFunc', nav: 'f', type: 'fn () void', content: [code] },
  })) as [ScriptOp, ScriptOp];
  /** The entry point calls a function by a name that it had where it was before. */
  const moved = printsFive(
    { reloc: { global: ['f', null] }, type: 'REL32' },
    ...[small, { op: 'updateExports', exported: { nav: 'f' }, names: ['f'] }, { op: 'flush' }],
    large,
  );
  /** An alignment that does not hold changes nothing of what is printed. */
  const misaligned = printsFive(
    { reloc: { nav: 'f' }, type: 'REL32' },
    ...[small, { op: 'updateNav', nav: 'a', type: 'u8', align: 1, content: ['00'] }],
    { op: 'updateNav', nav: 'v', type: 'u8', align: 1, content: ['00'] },
    { op: 'updateNav', nav: 'v', type: 'u64', align: 8, content: ['0000000000000000'] },
  );

  it('is counted by its name, and not judged', async () => {
    const { runner } = printing('crashed', 'crashed');
    const checked = await linkerCheck(moved, REFERENCE, asked(['meaning', 'runs'], runner));
    expect(checked).toMatchObject({ failure: null, judged: 0, unjudged: 2 });
    expect([...checked.known]).toEqual([['export-never-patched', 1]]);
  });

  it('is a failure of any other linker', async () => {
    const { runner } = printing('crashed', 'crashed');
    const other = { ...REFERENCE, isReference: false };
    const { failure } = await linkerCheck(moved, other, asked(['runs'], runner));
    expect(failure?.what).toMatch(/prints "crashed"/);
  });

  it('does not explain what a program prints, if it is no reference that leads elsewhere', async () => {
    const { runner } = printing('crashed', 'crashed');
    const { failure } = await linkerCheck(misaligned, REFERENCE, asked(['runs'], runner));
    expect(failure?.what).toMatch(/prints "crashed"/);
    const checked = await linkerCheck(misaligned, REFERENCE, asked(['meaning']));
    expect([...checked.known.keys()]).toEqual(['nav-not-realigned']);
  });

  it('does not explain an image that is as it was handed over', async () => {
    const { runner } = printing('crashed', 'crashed');
    const right = printsFive({ reloc: { nav: 'f' }, type: 'REL32' }, small);
    const { failure } = await linkerCheck(right, REFERENCE, asked(['runs'], runner));
    expect(failure?.what).toMatch(/prints "crashed"/);
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
