import * as fs from 'node:fs';
import { slowTest } from '../../reference/testing/slow-test';
import { coff2, type CommandOutcome } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';
import { fakeZig } from '../zig/testing/fake-zig';
import { ExitCode } from './exit-code';

const folder = TemporaryFolder.forEachTest();

/** Starting a compiler takes a while where much else runs. */
jest.setTimeout(30_000);

/** Tries the fake compiler, which makes an image of anything. */
function fuzz(changes: string, ...args: readonly string[]): Promise<CommandOutcome> {
  const zig = fakeZig(folder, changes).command.join(' ');
  const out = folder.path('out');
  return coff2(['fuzz', '--zig', zig, '--wine', 'off', '--seed', '3', '--out', out, ...args]);
}

/** Crashes where there is a function; says what is expected of a broken program. */
const CRASHES = `on.update = () => {
  const at = sources().split('\\n').findIndex((line) => line.includes('broken'));
  if (sources().includes('fn function')) process.exit(3);
  if (at < 0) return compile();
  const line = sources().split('\\n')[at];
  const isName = line.includes('_ = broken');
  const column = line.search(isName ? /broken/ : /@compileError/) + 1;
  bundle([{ text: isName ? "use of undeclared identifier 'broken'" : 'broken', line: at + 1, column }]);
};`;

describe('coff2 fuzz', () => {
  slowTest('writes a failure as a case, and how to repeat it', async () => {
    const { code, stdout } = await fuzz(CRASHES, '--runs', '30', '--updates', '2');
    expect(code).toBe(ExitCode.FAILED);
    const [, seed = '', file = ''] =
      /^seed (\d+): update 1, outcome on incremental: the compiler crashed: it ended with exit code 3\n {2}1 updates: (.*)$/m.exec(
        stdout,
      ) ?? [];
    expect(file).toBe(folder.path('out', `zig-0.16.0-${seed}.incr`));
    expect(stdout).toContain(`--mode both --wine off ${file}\n`);
    const text = fs.readFileSync(file, 'utf8');
    expect(text).toMatch(
      /by npx coff2 fuzz --zig .+ --wine off --seed \d+ --runs 1 --updates 2:\n/,
    );
    expect(text.match(/fn function/g)).toHaveLength(1);
    const zig = fakeZig(folder, CRASHES).command.join(' ');
    const again = await coff2(['run', '--linker', 'zig', '--zig', zig, '--wine', 'off', file]);
    expect(again.stdout).toContain('it ended with exit code 3');
    expect(again.code).toBe(ExitCode.FAILED);
  });

  it('reports how much was tried where nothing was found', async () => {
    const { code, stdout, stderr } = await fuzz(
      CRASHES.replace('fn function', 'never'),
      '--runs',
      '2',
      '--updates',
      '2',
    );
    expect({ code, stderr }).toEqual({ code: ExitCode.OK, stderr: '' });
    expect(stdout).toMatch(
      /^Zig 0\.16\.0, seed 3\n2 programs, \d+ updates, 0 failures, 0 not judged, [\d.]+ s\n$/,
    );
    expect(fs.existsSync(folder.path('out'))).toBe(false);
  });

  it('ends with 2 where there is no compiler: nothing was tried', async () => {
    const { PATH } = process.env;
    process.env.PATH = folder.path();
    try {
      const { code, stderr } = await coff2(['fuzz', '--linker', 'zig']);
      expect(code).toBe(ExitCode.USAGE);
      expect(stderr).toMatch(/^coff2: there is no Zig compiler; name one with --zig/);
    } finally {
      process.env.PATH = PATH ?? '';
    }
  });

  it.each([
    ['a seed that is none', ['--seed', '1.5'], 'expected an integer'],
    ['a seed that is too large', ['--seed', '4294967296'], 'expected an integer of 32 bits'],
    ['no runs', ['--runs', '0'], 'expected 1 or more'],
    ['a time that is none', ['--time', 'long'], 'expected a time such as 90, 90s or 10m'],
  ])('refuses %s', async (_what, args, message) => {
    const { code, stderr } = await coff2(['fuzz', ...args]);
    expect(code).toBe(ExitCode.USAGE);
    expect(stderr).toContain(message);
  });
});
