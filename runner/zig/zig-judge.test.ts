import * as fs from 'node:fs';
import { slowTest } from '../../reference/testing/slow-test';
import type { ProgramRun } from '../system/program-runner';
import { FakeRunner } from './testing/fake-runner';
import { fakeZig, printedBy } from './testing/fake-zig';
import { judgedZig, NO_STOP } from './testing/judged-zig';
import { found, troubles } from './testing/judgements';
import { caseText, prints, TWO } from './testing/printing-case';
import type { ModeChoice } from './zig-context';
import { ZigJudge } from './zig-judge';

/** Starting a compiler takes a while where much else runs. */
jest.setTimeout(30_000);

const { folder, judge } = judgedZig();

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
