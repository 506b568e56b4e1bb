import * as fs from 'node:fs';
import { slowTest } from '../../reference/testing/slow-test';
import { readReport } from '../report/report-file';
import { coff2, type CommandOutcome } from './testing/captured-io';
import { commandWords } from '../system/command-words';
import { TemporaryFolder } from '../testing/temporary-folder';
import { fakeZig } from '../zig/testing/fake-zig';
import { ExitCode } from './exit-code';

const folder = TemporaryFolder.forEachTest();

/** Starting a compiler takes a while where much else runs. */
jest.setTimeout(30_000);

const CASE = `#target=x86_64-linux-selfhosted
#target=x86_64-windows-selfhosted
#update=first
#file=main.zig
prints one
#expect_stdout="one"
#update=second
#file=main.zig
prints two
#expect_stdout="two"
`;

/** Judges the fake compiler, by a file that is named as upstream names its cases. */
function run(...args: readonly string[]): Promise<CommandOutcome> {
  const file = folder.write('small', CASE);
  return coff2(['run', '--linker', 'zig', '--wine', 'off', ...args, file]);
}

function zig(changes = '', version?: string): readonly string[] {
  return ['--zig', fakeZig(folder, changes, version).command.join(' ')];
}

describe('coff2 run --linker zig', () => {
  slowTest('judges a compiler by any file of upstream’s grammar', async () => {
    const { code, stdout, stderr } = await run(...zig(), '--mode', 'both');
    expect({ code, stderr }).toEqual({ code: ExitCode.OK, stderr: '' });
    // The fake compiler has no library, from which the suite could read how to speak to it: that is said.
    expect(stdout).toMatch(
      /^zig-0\.16\.0 \(Zig 0\.16\.0, the suite uses the protocol of 0\.16\.0, because .+\)\n/,
    );
    expect(stdout).toMatch(/│ small +│( +2 │){4} +2\? │( +2 │){2}/);
    expect(stdout).toContain(
      '1 of 1 cases hold on incremental, fresh: 2 updates, 10 judgements passed, 2 UNSUPPORTED: --wine off: ',
    );
  });

  slowTest(
    'reports which update failed, in the compiler’s own words, and how to repeat it',
    async () => {
      const { code, stdout } = await run(
        ...zig(`on.update = (n) => (n === 2 ? bundle([{ text: 'no such thing' }]) : compile());`),
      );
      expect(code).toBe(ExitCode.FAILED);
      expect(stdout).toMatch(
        /^small, second, outcome on incremental: expected an image, but the compiler reports :error: no such thing\n/m,
      );
      const command =
        /^ +repeat it: npx coff2 (run --linker zig --zig .+ --mode incremental --wine off --update 2 \S+)$/m;
      const [, words = ''] = command.exec(stdout) ?? [];
      const again = await coff2(commandWords(words));
      expect(again.code).toBe(ExitCode.FAILED);
      expect(again.stdout).toContain('0 of 1 cases hold on incremental: 1 updates, 0 judgements');
    },
  );

  slowTest('judges an update alone, and no expectation of another is stale by that', async () => {
    const broken = zig(`on.update = (n) => (n === 2 ? bundle([{ text: 'no' }]) : compile());`);
    const file = folder.path('mine.json');
    await run(...broken, '--expectations', file, '--suggest-expectations');
    const { code, stdout } = await run(...broken, '--expectations', file, '--update', '1');
    expect(code).toBe(ExitCode.OK);
    expect(stdout).toContain('1 of 1 cases hold on incremental: 1 updates, 2 judgements passed');
  });

  it.each([
    ['with another linker', ['--linker', 'reference'], '--update goes only with --linker zig'],
    [
      'to suggest expectations',
      ['--suggest-expectations'],
      '--suggest-expectations cannot be combined with --update: it needs all updates',
    ],
  ])('refuses --update %s', async (_title, args, message) => {
    const { code, stderr } = await run(...zig(), '--update', '1', ...args);
    expect({ code, stderr }).toEqual({ code: ExitCode.USAGE, stderr: `coff2: ${message}\n` });
  });

  slowTest('ends a compiler after --timeout', async () => {
    const { stdout } = await run(...zig('on.update = () => undefined;'), '--timeout', '0.5');
    expect(stdout).toContain('the compiler does not answer: it took more than 0.5 s');
  });

  it('keeps images where --keep says, and says the suite’s own time in --json', async () => {
    const json = folder.path('run.json');
    await run(...zig(), '--keep', folder.path('kept'), '--json', json);
    expect(fs.readdirSync(folder.path('kept', 'small'))).toHaveLength(2);
    const [reported] = readReport(json).implementations;
    expect(reported?.ownShare).toBeLessThan(1);
    expect(reported?.cases[0]?.others?.compiler).toBeGreaterThan(0);
  });

  it('ends with 2 where there is no compiler, with what to install: nothing could be judged', async () => {
    const { PATH } = process.env;
    process.env.PATH = folder.path();
    try {
      const { code, stdout, stderr } = await run();
      expect({ code, stdout }).toEqual({ code: ExitCode.USAGE, stdout: '' });
      expect(stderr).toMatch(/^coff2: there is no Zig compiler; name one with --zig/);
    } finally {
      process.env.PATH = PATH ?? '';
    }
  });

  slowTest(
    'expects what a file says that is given, also one about the release it comes from',
    async () => {
      const broken = zig(
        `on.update = (n) => (n === 2 ? bundle([{ text: 'no such thing' }]) : compile());`,
        '0.17.0-dev.9+abc',
      );
      const file = folder.path('mine.json');
      expect((await run(...broken, '--expectations', file, '--suggest-expectations')).code).toBe(1);
      const written = fs.readFileSync(file, 'utf8');
      fs.writeFileSync(file, written.replace('zig-0.17.0-dev.9+abc', 'zig-0.17.0'));
      const { code, stdout } = await run(...broken, '--expectations', file);
      expect(code).toBe(ExitCode.OK);
      expect(stdout).toContain('1 failed as expected');
    },
  );

  it('refuses a compiler that is none', async () => {
    const { code, stderr } = await run('--zig', folder.path('absent'));
    expect(code).toBe(ExitCode.USAGE);
    expect(stderr).toMatch(/absent version: expected a release such as 0\.16\.0, got .*ENOENT/);
  });
});

describe('other linkers', () => {
  it('are not judged by sources alone: UNSUPPORTED, with that reason', async () => {
    const { code, stdout } = await coff2(['run', '--wine', 'off', folder.write('small', CASE)]);
    expect(code).toBe(ExitCode.FAILED);
    expect(stdout).toContain('0 of 1 cases hold on ');
    expect(stdout).toContain('(1 could not be judged)');
    expect(stdout).toContain('reference was judged on nothing: the run fails\n');
    expect(stdout).toContain(
      'UNSUPPORTED: it has no #link block, so only a compiler can be judged by it',
    );
  });
});
