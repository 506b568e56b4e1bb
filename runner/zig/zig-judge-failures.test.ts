import { setTimeout } from 'node:timers/promises';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { nothingLeft } from '../linker/protocol/testing/left-behind';
import { FakeRunner } from './testing/fake-runner';
import { judgedZig, NO_STOP } from './testing/judged-zig';
import { found, troubles } from './testing/judgements';
import { caseText, prints, TWO } from './testing/printing-case';
import { ZigJudge } from './zig-judge';

/** Starting a compiler takes a while where much else runs. */
jest.setTimeout(30_000);

const { folder, judge } = judgedZig();

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

/** Makes a folder where the image should be. */
const FOLDER = `fs.mkdirSync(path.join(cache ?? '', 'o', digest, 'main.exe'), { recursive: true });`;

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
    [
      'leaves a folder for its image',
      `${FOLDER} on.update = () => { say(2, Buffer.concat([Buffer.alloc(1), Buffer.from(digest, 'hex')])); bundle([]); };`,
      /^the compiler left no image: it reports success, but o\/(ab){16}\/main.exe is no file$/,
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

  mostlySlowTest.each<[string, string, RegExp]>([
    ['crashes', 'on.exit = () => process.abort();', /crashed .*: it ended with signal SIGABRT$/],
    [
      'ends otherwise than it should',
      'on.exit = () => process.exit(3);',
      /: it ended with exit code 3$/,
    ],
    [
      'finds an error after all',
      `on.update = (n) => { compile(); if (n === 2 || !args.includes('-fincremental')) bundle([{ text: 'no' }]); };`,
      /breaks the protocol after its answer: it answered the update before once more$/,
    ],
    [
      'writes garbage',
      `on.exit = () => process.stdout.write('error: no such option', () => process.exit());`,
      /breaks the protocol after its answer: a message of tag \d+ claims to have \d+ bytes/,
    ],
  ])('in that it %s after its last answer fails there', async (_title, changes, reason) => {
    const result = await judge(TWO, 'incremental', changes);
    expect(troubles(result)).toEqual([[], ['outcome on incremental: fail']]);
    const { reason: told, details } = found(result, 1, 'outcome', 'incremental');
    expect(told).toMatch(reason);
    expect(details.at(-1)).toMatch(/^repeat it: /);
    const fresh = await judge(TWO, 'fresh', changes);
    expect(troubles(fresh)).toEqual(Array(2).fill(['outcome on fresh: fail']));
    expect(found(fresh, 0, 'outcome', 'fresh').reason).toMatch(reason);
  });

  slowTest('and that takes long to end, does not fail by that', async () => {
    const result = await judge(
      TWO,
      'incremental',
      'on.exit = () => setTimeout(process.exit, 5000, 3);',
    );
    expect(troubles(result)).toEqual([[], []]);
  });

  it('in that it answers twice fails in the update after that, whose answer it would be', async () => {
    const text = caseText(prints('first', 'one'), prints('second', 'two'), prints('third', 'six'));
    const changes = `on.update = (n) => { compile(); if (n === 1) compile(); };`;
    const runner = new FakeRunner();
    const run = runner.run.bind(runner);
    // As long as Wine takes, so that the second answer is there.
    runner.run = async (...given) => {
      await setTimeout(500);
      return run(...given);
    };
    const result = await judge(text, 'incremental', changes, { runner });
    const fails = ['outcome on incremental: fail'];
    expect(troubles(result)).toEqual([[], fails, fails]);
    expect(found(result, 1, 'outcome', 'incremental').reason).toBe(
      'the compiler breaks the protocol: it answered the update before once more',
    );
  });

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
