import * as path from 'node:path';
import { goldenFolder } from '../golden/golden-files';
import { smallAdapter } from '../linker/protocol/testing/small-adapter';
import { TemporaryFolder } from '../testing/temporary-folder';
import { CapturedIo, coff2, type CommandOutcome } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

/** Judges an adapter that hangs by a case. */
function runHanging(behaviour: string): Promise<CommandOutcome> {
  const adapter = smallAdapter(folder, behaviour).join(' ');
  const args = ['run', '--wine', 'off', '--timeout', '3', '--adapter', adapter, 'hello'];
  return coff2(args, new CapturedIo({ columns: 120 }));
}

/** An image that is valid. */
const IMAGE = path.join(goldenFolder(), 'hello', '01-initial-version.exe');

describe('coff2 run --adapter', () => {
  it('ends it where it takes too long', async () => {
    const { code, stdout } = await runHanging('on.snapshot = () => {};');
    expect(code).toBe(1);
    expect(stdout.replaceAll('\n  ', ' ')).toContain(
      'timeout: it took more than 3 s (--timeout): the suite still waits for {"snapshot":{"image":...}}; ' +
        'it is slow, or hangs, or does not flush its output after each line',
    );
  });

  it('fails the last update of a case where it does not end', async () => {
    const { code, stdout } = await runHanging(`
      fs.copyFileSync(${JSON.stringify(IMAGE)}, path.join(process.cwd(), '1.exe'));
      HELLO.capabilities.levels = ['valid'];
      on.snapshot = () => say({ snapshot: { image: '1.exe' } });
      on.bye = () => setInterval(() => {}, 1000);
    `);
    expect(code).toBe(1);
    expect(stdout).toContain('hello, change the string, valid on linux-tmpfs: ');
    expect(stdout).toContain('timeout: ');
    expect(stdout).toMatch(/│ hello +│ +2 │ +1\/2 │/);
  });
});
