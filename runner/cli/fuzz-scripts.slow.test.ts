import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { ExitCode } from './exit-code';
import { coff2 } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

/** Adapters are processes, and take a while where much else runs. */
jest.setTimeout(120_000);

/** The example of an adapter, with a fault in it. */
function faulty(from: string, to: string): string {
  const text = fs.readFileSync(path.join(packageRoot(), 'examples', 'adapter.py'), 'utf8');
  expect(text).toContain(from);
  // Without the packages of Python's installation, which take longer to find than the linker takes.
  return `python3 -S ${folder.write('adapter.py', text.replace(from, to))}`;
}

describe('coff2 fuzz of a linker in Python', () => {
  it('finds a wrong relocation, and writes the script that shows it', async () => {
    const adapter = faulty(
      '- 4 - int(kind[6:] or 0)',
      '- 4 - (0 if kind == "REL32_1" else int(kind[6:] or 0))',
    );
    const { code, stdout } = await coff2([
      ...['fuzz', '--out', folder.path('out')],
      // The second script fails, and is soon small: each that is tried starts the adapter.
      ...['--seed', '49', '--adapter', adapter, '--runs', '3', '--kinds', '1', '--updates', '1'],
    ]);
    expect(code).toBe(ExitCode.FAILED);
    const [, seed = ''] =
      /^seed (\d+): snapshot 1, meaning on linux-tmpfs: wrong-ref/m.exec(stdout) ?? [];
    expect(seed).toBe('50');
    const file = folder.path('out', `script-${seed}`);
    // Where much else runs, shrinking takes its minute.
    expect(stdout.replace(', not fully shrunk', '')).toContain(
      `ops: ${file}.jsonl, ${file}.incr\n`,
    );
    expect(stdout).toContain(`--updates 1 --seed ${seed} --runs 1\n`);
    expect(fs.readFileSync(`${file}.jsonl`, 'utf8')).toContain('"type":"REL32_1"');
    const run = await coff2(['run', '--adapter', adapter, '--wine', 'off', `${file}.incr`]);
    expect(run.code).toBe(ExitCode.FAILED);
    expect(run.stdout).toContain('wrong-reference');
  });
});
