import * as fs from 'node:fs';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import type { CaseResult, Judgement } from '../judge/result/case-result';
import { nothingLeft } from '../linker/protocol/testing/left-behind';
import { TemporaryFolder } from '../testing/temporary-folder';
import type { BesideFile, ProgramRun } from '../system/program-runner';
import { fakeZig, printedBy } from './testing/fake-zig';
import type { ModeChoice, ZigContext } from './zig-context';
import { ZigJudge } from './zig-judge';

const folder = TemporaryFolder.forEachTest();

/** Starting a compiler takes a while where much else runs. */
jest.setTimeout(30_000);

const { TMPDIR } = process.env;
beforeEach(() => {
  process.env.TMPDIR = folder.path('temporary');
  fs.mkdirSync(process.env.TMPDIR);
});
afterEach(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

const NO_STOP = new AbortController().signal;

/** Prints what the fake compiler put after the image, and remembers what lay beside it. */
class FakeRunner {
  readonly beside: string[] = [];

  run(image: Uint8Array, beside: readonly BesideFile[] = []): Promise<ProgramRun> {
    for (const file of beside) {
      if (typeof file === 'string') this.beside.push(fs.readFileSync(file, 'utf8'));
    }
    const stdout = printedBy(image);
    return Promise.resolve({ stdout, stderr: '', exitCode: 0, timedOut: false });
  }
}

function caseText(...updates: readonly string[]): string {
  return ['#target=x86_64-windows-selfhosted', ...updates, ''].join('\n');
}

/** An update that writes main.zig and expects that it is printed. */
function prints(name: string, text: string, expected = text): string {
  return `#update=${name}\n#file=main.zig\nprints ${text}\n#expect_stdout="${expected}"`;
}

async function judge(
  text: string,
  mode: ModeChoice = 'incremental',
  changes = '',
  more: Partial<ZigContext> & { version?: string } = {},
): Promise<CaseResult> {
  const file = folder.write('small.incr', text);
  const judge = new ZigJudge(fakeZig(folder, changes, more.version), {
    ...{ mode, runner: new FakeRunner(), keep: null, only: null, spellings: [], timeLimit: 20_000 },
    ...{ repeat: 'coff2 run --linker zig', stop: NO_STOP },
    ...more,
  });
  try {
    return await judge.judge(file);
  } finally {
    judge.close();
  }
}

/** "runs on incremental: fail", for each judgement of an update that is no pass. */
function troubles({ updates }: CaseResult): readonly (readonly string[])[] {
  return updates.map(({ judgements }) =>
    judgements
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ level, variant: host, verdict }) => `${level} on ${host}: ${verdict}`),
  );
}

function found(result: CaseResult, update: number, level: string, host: string): Judgement {
  const judgement = result.updates[update]?.judgements.find(
    (one) => one.level === level && one.variant === host,
  );
  if (judgement === undefined) throw new Error(`no ${level} on ${host} of update ${update}`);
  return judgement;
}

const TWO = caseText(prints('first', 'one'), prints('second', 'two'));

describe('a compiler that does as the case says', () => {
  it('holds on all that is judged of each update, in each mode', async () => {
    const judged = async (mode: ModeChoice): Promise<readonly string[]> => {
      const result = await judge(TWO, mode);
      expect(troubles(result)).toEqual([[], []]);
      return (result.updates[1]?.judgements ?? []).map(
        ({ level, variant: host }) => `${level} ${host}`,
      );
    };
    const incremental = ['outcome incremental', 'valid incremental', 'runs incremental'];
    const fresh = ['outcome fresh', 'valid fresh', 'runs fresh'];
    expect(await judged('incremental')).toEqual(incremental);
    expect(await judged('fresh')).toEqual(fresh);
    expect(await judged('both')).toEqual([
      ...incremental,
      ...fresh,
      'same incremental',
      'as-fresh incremental',
    ]);
  });

  slowTest('may say errors with notes, without a place, and logs', async () => {
    const text = caseText(
      '#update=first\n#file=main.zig\nerror no\nnote why\nlog 1\nlog 2',
      '#expect_error=main.zig:1:1: error: no\n#expect_error=main.zig:2:1: note: why',
      '#expect_compile_log=1\n#expect_compile_log=2',
      '#update=second\n#file=main.zig\neverywhere no\n#expect_error=:error: no',
      prints('third', 'one'),
    );
    expect(troubles(await judge(text, 'both'))).toEqual([[], [], []]);
  });

  slowTest('sees a file as changed, and only what an update names', async () => {
    const text = caseText(
      prints('first', 'one'),
      '#update=nothing changes\n#expect_stdout="one"',
      '#update=a file more\n#file=deep/other.zig\nx\n#expect_stdout="one"',
      '#update=it is gone\n#rm_file=deep/other.zig\n#expect_stdout="one"',
    );
    const changes = `const seen = [];
      on.update = () => {
        const { mtimeMs } = fs.statSync('main.zig');
        if (seen.push(mtimeMs) > 1 && seen[0] !== mtimeMs) return bundle([{ text: 'touched' }]);
        if (fs.existsSync('deep/other.zig') !== (seen.length === 3)) return bundle([{ text: 'other' }]);
        compile();
      };`;
    expect(troubles(await judge(text, 'incremental', changes))).toEqual([[], [], [], []]);
    const again = `const seen = [];
      on.update = () => {
        const { mtimeMs } = fs.statSync('main.zig');
        if (seen.includes(mtimeMs)) return bundle([{ text: 'looks untouched' }]);
        seen.push(mtimeMs);
        compile();
      };`;
    expect(troubles(await judge(TWO, 'incremental', again))).toEqual([[], []]);
  });

  it('may say what nobody knows, in whatever pieces', async () => {
    const changes = `on.update = () => { say(13, Buffer.alloc(100)); say(0x80000003); compile(); };
      const write = process.stdout.write.bind(process.stdout);
      process.stdout.write = (bytes) => { for (const byte of bytes) write(Buffer.from([byte])); };`;
    expect(troubles(await judge(TWO, 'incremental', changes))).toEqual([[], []]);
  });

  slowTest('has its DLLs beside the image that is run', async () => {
    const runner = new FakeRunner();
    const text = caseText('#update=first\n#file=main.zig\ndll a.dll\nprints x\n#expect_stdout="x"');
    expect(troubles(await judge(text, 'incremental', '', { runner }))).toEqual([[]]);
    expect(runner.beside).toEqual(['a.dll']);
  });

  slowTest('has each image kept where that is asked for', async () => {
    const keep = folder.path('kept');
    await judge(TWO, 'both', '', { keep });
    expect(folder.list('kept', 'small')).toEqual([
      ...['01-first.fresh.exe', '01-first.incremental.exe'],
      ...['02-second.fresh.exe', '02-second.incremental.exe'],
    ]);
    const image = fs.readFileSync(folder.path('kept', 'small', '01-first.incremental.exe'));
    expect(printedBy(image)).toBe('one');
  });

  slowTest(
    'is told the flags of a program with modules, and of one that starts by itself',
    async () => {
      const changes = `on.update = () => bundle([{ text: args.filter((one) => !one.startsWith('/')).join(' ') }]);`;
      const expected = (more: string): string =>
        `expected an image, but the compiler reports :error: build-exe -target x86_64-windows -fno-llvm -fno-lld --subsystem console -fno-ubsan-rt --color off ${more} --name main --cache-dir --global-cache-dir -fincremental --listen=-`;
      const said = async (text: string): Promise<string | null> =>
        found(await judge(text, 'incremental', changes), 0, 'outcome', 'incremental').reason;
      expect(await said(TWO)).toBe(expected('main.zig'));
      expect(
        await said(TWO.replace('prints one', 'pub export fn wWinMainCRTStartup() void {}')),
      ).toBe(expected('-fno-compiler-rt main.zig'));
      expect(await said(TWO.replace('#update', '#module=foo=foo.zig\n#update'))).toBe(
        expected('--dep foo -Mroot=main.zig -Mfoo=foo.zig'),
      );
    },
  );
});

describe('a compiler that does something else', () => {
  it('fails with what differs, line by line, and how to repeat it', async () => {
    const text = caseText(
      '#update=first\n#file=main.zig\nerror no\nerror really no\nlog 1',
      '#expect_error=main.zig:1:1: error: no\n#expect_error=main.zig:2:2: error: really no',
      '#expect_compile_log=2',
    );
    const result = await judge(text);
    expect(troubles(result)).toEqual([['outcome on incremental: fail']]);
    expect(found(result, 0, 'outcome', 'incremental')).toMatchObject({
      reason: 'the errors, notes or compile log differ from what is expected',
      details: [
        '- said main.zig:2:2: error: really no',
        '+ said main.zig:2:1: error: really no',
        '- compile log 2',
        '+ compile log 1',
        expect.stringMatching(/^repeat it: coff2 run --linker zig --update 1 \S*small\.incr$/),
      ],
    });
  });

  slowTest('may say an error in the words of its release, and no others', async () => {
    const text = (word: string): string =>
      `#update=a\n#file=main.zig\nerror ${word} "a.txt": gone\n` +
      `#expect_error=main.zig:1:1: error: unable to open 'a.txt': gone\n`;
    const spellings = [{ expected: "unable to open '{}'", actual: 'failed opening "{}"' }];
    const judged = async (word: string): Promise<readonly (readonly string[])[]> =>
      troubles(await judge(text(word), 'incremental', '', { spellings }));
    expect(await judged('failed opening')).toEqual([[]]);
    expect(await judged('cannot open')).toEqual([['outcome on incremental: fail']]);
  });

  it('fails where it makes an image of what is wrong, and errors of what is right', async () => {
    const text = caseText(
      prints('first', 'one').replace('#expect_stdout="one"', '#expect_error=:error: no'),
      '#update=second\n#file=main.zig\nerror no\n#expect_stdout="two"',
    );
    const result = await judge(text);
    expect(found(result, 0, 'outcome', 'incremental').reason).toBe(
      'expected errors, but the compiler made an image',
    );
    expect(found(result, 1, 'outcome', 'incremental').reason).toBe(
      'expected an image, but the compiler reports main.zig:1:1: error: no',
    );
  });

  slowTest(
    'fails where an incremental image differs from a fresh one, though nothing is expected',
    async () => {
      const text = caseText(prints('first', 'one'), '#update=second\n#file=main.zig\nprints two');
      const stale = `const isIncremental = args.includes('-fincremental');
      let first = null;
      on.update = () => compile(isIncremental ? (first ??= sources()) : sources());`;
      const result = await judge(text, 'both', stale);
      expect(troubles(result)).toEqual([[], ['as-fresh on incremental: fail']]);
      expect(found(result, 1, 'as-fresh', 'incremental').reason).toBe(
        'not the same as fresh: the incremental image prints "one", the fresh one "two"',
      );
    },
  );

  it('fails where its image is none', async () => {
    const changes = `on.update = () => { compile(); };
      const real = fs.writeFileSync;
      fs.writeFileSync = (file) => real(file, 'no image');`;
    const result = await judge(caseText(prints('first', 'one', '')), 'incremental', changes);
    expect(troubles(result)).toEqual([['valid on incremental: fail']]);
  });
});

describe('a compiler that fails', () => {
  mostlySlowTest.each<[string, string, RegExp]>([
    [
      'crashes',
      'on.update = () => process.abort();',
      /^the compiler crashed: it ended with signal SIGABRT$/,
    ],
    [
      'ends',
      'on.update = () => process.exit(3);',
      /^the compiler crashed: it ended with exit code 3$/,
    ],
    [
      'hangs',
      'on.update = () => undefined;',
      /^the compiler does not answer: it took more than 0.5 s; see --timeout$/,
    ],
    [
      'writes garbage',
      `on.update = () => process.stdout.write('error: no such option');`,
      /^the compiler breaks the protocol: a message of tag \d+ claims to have \d+ bytes/,
    ],
    [
      'stops within a message',
      `on.update = () => process.stdout.write(Buffer.from([1, 0, 0, 0, 9, 0, 0, 0, 1]), () => process.exit());`,
      /^the compiler breaks the protocol: its output ends inside a message, after 9 bytes/,
    ],
    [
      'has a bundle that is none',
      `on.update = () => say(1, Buffer.alloc(9));`,
      /^the compiler breaks the protocol: an error bundle of 9 bytes/,
    ],
    [
      'has a digest that is none',
      `on.update = () => { say(2, Buffer.alloc(3)); bundle([]); };`,
      /^the compiler breaks the protocol: expected an emit_digest of 17 bytes, got 3$/,
    ],
    [
      'reports no image',
      'on.update = () => bundle([]);',
      /^the compiler left no image: it reports success, but names no image$/,
    ],
    [
      'leaves no image',
      `on.update = () => { say(2, Buffer.alloc(17)); bundle([]); };`,
      /^the compiler left no image: it reports success, but there is no o\/0{32}\/main.exe$/,
    ],
  ])(
    'in that it %s has an outcome of its own, and nothing stays',
    async (_title, changes, reason) => {
      const leaving = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true });
      fs.appendFileSync(${JSON.stringify(folder.path('pids'))}, child.pid + '\\n' + process.pid + '\\n');
      ${changes}`;
      const slow = String(reason).includes('does not answer') ? { timeLimit: 500 } : {};
      const result = await judge(TWO, 'incremental', leaving, slow);
      expect(troubles(result)).toEqual(Array(2).fill(['outcome on incremental: fail']));
      expect(found(result, 0, 'outcome', 'incremental').reason).toMatch(reason);
      expect(found(result, 1, 'outcome', 'incremental').reason).toMatch(
        /^no image since an earlier update: /,
      );
      await nothingLeft(folder);
      expect(folder.list('temporary')).toEqual([]);
    },
  );

  slowTest('shows its last words, and is judged on as a fresh build', async () => {
    const changes = `if (args.includes('-fincremental')) on.update = () => { console.error('thread panic: no'); process.exit(1); };`;
    const result = await judge(TWO, 'both', changes);
    expect(troubles(result)).toEqual(Array(2).fill(['outcome on incremental: fail']));
    expect(found(result, 0, 'outcome', 'incremental').details[0]).toBe('thread panic: no');
    expect(found(result, 1, 'runs', 'fresh').verdict).toBe('pass');
  });

  it('is not started where the program is not there', async () => {
    const file = folder.write('small.incr', TWO);
    const judge = new ZigJudge(
      { command: [folder.path('absent')], version: '0.16.0', library: null },
      {
        mode: 'incremental',
        runner: undefined,
        keep: null,
        only: null,
        spellings: [],
        timeLimit: 5000,
        repeat: '',
        stop: NO_STOP,
      },
    );
    const result = await judge.judge(file);
    judge.close();
    expect(found(result, 0, 'outcome', 'incremental').reason).toMatch(
      /^the compiler crashed: .*ENOENT/,
    );
  });
});

describe('what is judged of a compiler', () => {
  slowTest('is UNSUPPORTED where Wine is missing, but for what needs no Wine', async () => {
    expect(troubles(await judge(TWO, 'both', '', { runner: null }))[0]).toEqual([
      'runs on incremental: unsupported',
      'runs on fresh: unsupported',
      'as-fresh on incremental: unsupported',
    ]);
  });

  slowTest(
    'never holds as-fresh by imports and exports alone, where nothing is to be run',
    async () => {
      const result = await judge(TWO, 'both', '', { runner: undefined });
      expect(troubles(result)[0]).toEqual(['as-fresh on incremental: unsupported']);
      expect(found(result, 0, 'as-fresh', 'incremental').reason).toMatch(/^--wine off: /);
    },
  );

  slowTest.each(['incremental', 'fresh', 'both'] as const)(
    'may be one update alone, which is patched into what those before it made: %s',
    async (mode) => {
      const patches = `let before = '';
        on.update = () => {
          const isIncremental = args.includes('-fincremental');
          compile(isIncremental ? before + sources() : sources());
          before += sources();
        };`;
      const three = caseText(prints('a', 'one'), prints('b', 'two', 'onetwo'), prints('c', 'x'));
      const all = await judge(three, mode, patches);
      for (const only of [1, 2, 3]) {
        const { updates } = await judge(three, mode, patches, { only });
        expect(updates).toEqual([all.updates[only - 1]]);
      }
    },
  );

  it('is refused where it has no update that is asked for', async () => {
    const { refusal, updates } = await judge(TWO, 'both', '', { only: 3 });
    expect({ refusal, updates }).toEqual({
      refusal: 'has no update 3; --update takes 1 to 2',
      updates: [],
    });
  });

  slowTest('ends between two updates where the run is interrupted', async () => {
    const stop = new AbortController();
    const runner = {
      run: (image: Uint8Array): Promise<ProgramRun> => {
        stop.abort();
        return new FakeRunner().run(image);
      },
    };
    const result = await judge(TWO, 'incremental', '', { runner, stop: stop.signal });
    expect(result.updates).toHaveLength(0);
  });

  slowTest('says which time was the compiler’s', async () => {
    const changes = `on.update = () => setTimeout(compile, 200);`;
    const { milliseconds, others } = await judge(TWO, 'incremental', changes);
    expect(others?.compiler).toBeGreaterThan(390);
    expect(milliseconds).toBeGreaterThan(others?.compiler ?? 0);
  });

  slowTest('needs no target: it has that of the lane', async () => {
    const result = await judge(`${prints('a', 'hello')}\n`);
    expect(result.refusal).toBeNull();
    expect(troubles(result)).toEqual([[]]);
  });

  it('is refused where the case file is not there any more', async () => {
    const zig = new ZigJudge(fakeZig(folder), {
      ...{ mode: 'fresh', runner: null, keep: null, only: null, spellings: [], timeLimit: 20_000 },
      ...{ repeat: 'coff2 run --linker zig', stop: NO_STOP },
    });
    const { refusal } = await zig.judge(folder.path('gone.incr'));
    zig.close();
    expect(refusal).toBe(`no such file: ${folder.path('gone.incr')}; put it back`);
  });

  it('is refused where the case file is wrong', async () => {
    expect((await judge('#update=x\n#update\n')).refusal).toMatch(/#update needs a value/);
  });

  it('says of a release that nobody knows as what it is spoken to', () => {
    const zig = { command: ['zig'], version: '0.18.0-dev.7+abc', library: null };
    const judge = new ZigJudge(zig, {
      ...{ mode: 'fresh', runner: null, keep: null, only: null, spellings: [], timeLimit: 1 },
      ...{ repeat: '', stop: NO_STOP },
    });
    judge.close();
    expect(judge).toMatchObject({
      name: 'zig-0.18.0-dev.7+abc',
      identity:
        'Zig 0.18.0-dev.7+abc, release 0.18.0-dev.7+abc is not known; the suite uses the protocol of 0.17.1, because the library of this compiler cannot be read: "zig env" names no lib_dir',
    });
  });
});
