import * as fs from 'node:fs';
import { slowTest } from '../../reference/testing/slow-test';
import { goodAdapter } from '../linker/adapter-test/testing/good-adapter';
import { commandWords } from '../system/command-words';
import { shellText } from '../system/shell-text';
import { TemporaryFolder } from '../testing/temporary-folder';
import { ExitCode } from './exit-code';
import { coff2, type CommandOutcome } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

/** Adapters are processes, and take a while where much else runs. */
jest.setTimeout(120_000);

function fuzz(...args: readonly string[]): Promise<CommandOutcome> {
  return coff2(['fuzz', '--seed', '5', '--out', folder.path('out'), ...args]);
}

describe('coff2 fuzz of a linker', () => {
  it('holds the reference against itself, and tells how much was tried', async () => {
    const { code, stdout, stderr } = await fuzz('--runs', '5', '--updates', '2');
    expect({ code, stderr }).toEqual({ code: ExitCode.OK, stderr: '' });
    expect(stdout).toMatch(/^reference against itself, seed 5\n/);
    expect(stdout).toMatch(
      /^5 scripts, 0 failures, \d+ judgements, \d+ not judged, .* scripts\/s$/m,
    );
    expect(fs.existsSync(folder.path('out'))).toBe(false);
  });

  slowTest('finds a fault of an adapter, and writes the script that shows it', async () => {
    // Whatever the script says, it links the same program.
    const adapter = shellText(goodAdapter(folder));
    const { code, stdout } = await fuzz(
      // The second script fails, and is soon small: each that is tried starts the adapter.
      ...['--seed', '26', '--adapter', adapter, '--runs', '3', '--kinds', '1', '--updates', '1'],
    );
    expect(code).toBe(ExitCode.FAILED);
    const [, seed = ''] =
      /^seed (\d+): snapshot 1, same on linux-tmpfs: another program/m.exec(stdout) ?? [];
    expect(seed).toBe('27');
    const file = folder.path('out', `script-${seed}`);
    // Where much else runs, shrinking takes its minute.
    expect(stdout.replace(', not fully shrunk', '')).toContain(
      `ops: ${file}.jsonl, ${file}.incr\n`,
    );
    expect(stdout).toContain(`--updates 1 --seed ${seed} --runs 1\n`);
    expect(fs.readFileSync(`${file}.jsonl`, 'utf8')).toContain('"op":"updateFunc"');
    const run = await coff2(['run', '--adapter', adapter, '--wine', 'off', `${file}.incr`]);
    expect(run.code).toBe(ExitCode.FAILED);
    expect(run.stdout).toContain('another program than a fresh link');
  });

  slowTest('repeats a failure with the options that it was found with', async () => {
    const ends = shellText([...goodAdapter(folder, 'process.exit(1);'), '$HOME']);
    const given = ['--timeout', '9', '--max-image', '9', '--levels', 'valid', '--host', 'windows'];
    const tried = ['--runs', '1', '--updates', '1', '--adapter', ends, ...given];
    const { stdout } = await fuzz('--seed', '27', ...tried);
    const [, words = ''] = /^ {2}repeat it: npx coff2 (.+)$/m.exec(stdout) ?? [];
    expect(commandWords(words)).toEqual(expect.arrayContaining([ends, ...given]));
  });

  it('fails where nothing could be judged', async () => {
    const adapter = shellText(goodAdapter(folder, `HELLO.capabilities.machines = ['I386'];`));
    const { code, stdout } = await fuzz('--adapter', adapter, '--runs', '1', '--updates', '1');
    expect(code).toBe(ExitCode.FAILED);
    expect(stdout).toContain('nothing could be judged: the run fails\n');
  });

  it.each([
    ['an unknown linker', ['--linker', 'nowhere'], 'no linker is named nowhere'],
    ['two linkers', ['--linker', 'lld-link', '--adapter', 'a'], 'give one of them'],
    [
      'a level that it does not judge',
      ['--adapter', 'a', '--levels', 'picture'],
      'expected some of valid',
    ],
    [
      'a Wine prefix that is not there',
      ['--adapter', 'a', '--levels', 'runs', '--wine-prefix', 'nowhere'],
      '--wine-prefix nowhere: there is no such folder',
    ],
    [
      'images that are to run, and not to run',
      ['--adapter', 'a', '--levels', 'runs', '--wine', 'off'],
      '--levels runs runs images; leave out --wine off',
    ],
    ['levels of the reference itself', ['--levels', 'valid'], '--levels goes only with --linker'],
    ['a host of a compiler', ['--zig', 'zig', '--host', 'windows'], '--host does not go with'],
    ['a compiler with a linker', ['--zig', 'zig', '--linker', 'gnu-ld'], '--zig goes only with'],
  ])('refuses %s', async (_what, args, message) => {
    const { code, stderr } = await fuzz(...args);
    expect(code).toBe(ExitCode.USAGE);
    expect(stderr).toContain(message);
  });
});
