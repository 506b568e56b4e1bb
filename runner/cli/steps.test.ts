import { coff2, type CommandOutcome } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';
import { firstUpdate, nextUpdate, smallCase } from '../case/testing/small-case';
const folder = TemporaryFolder.forEachTest();

const CASE = smallCase(
  firstUpdate('first', 1),
  nextUpdate('another number', 2),
  nextUpdate('the same number', 2),
);

function steps(...args: readonly string[]): Promise<CommandOutcome> {
  return coff2(['steps', ...args]);
}

/** What is printed of one update. */
function ofUpdate(number: number, stdout: string): string {
  return stdout.split(/^(?=\d+ )/m)[number - 1] ?? '';
}

describe('coff2 steps', () => {
  it('prints the first dump whole, and the size of the image', async () => {
    const { code, stdout, stderr } = await steps(folder.write('a.incr', CASE));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const first = ofUpdate(1, stdout);
    expect(first).toMatch(/^1 first, linux-tmpfs: 0x[0-9a-f]+ bytes\n/);
    expect(first).toContain('nav(u32, main.number)');
    expect(first).not.toContain('@@');
  });

  it('prints what a step touches: bytes by their node, and the dump where it differs', async () => {
    const { stdout } = await steps(folder.write('a.incr', CASE));
    expect(ofUpdate(2, stdout)).toMatch(
      /^2 another number, linux-tmpfs: 1 bytes changed\nnav\(main\.number\): 1 other bytes\n/,
    );
  });

  it('says so where a step touches nothing', async () => {
    const { stdout } = await steps(folder.write('a.incr', CASE));
    expect(ofUpdate(3, stdout).trimEnd()).toBe('3 the same number, linux-tmpfs: no byte changed');
  });

  it('says what each operation and task does, and why, where it is asked to', async () => {
    const { code, stdout } = await steps('--why', folder.write('a.incr', CASE));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ *1 {2}updateNav main\.number$/m);
    expect(stdout).toMatch(
      / {2}· main\.start moved and resized\n +main\.start gets its address: 0x\w+\. \(Symbol\.Index\.flushMoved; reference\/link\/idle-tasks\.ts\)/,
    );
    expect(stdout).toContain('wWinMainCRTStartup stands for main.start at 0x');
  });

  it('shows the bytes of nodes where it is asked to', async () => {
    const file = folder.write('a.incr', CASE);
    const changed = ofUpdate(2, (await steps('--contents', file)).stdout);
    expect(changed).toMatch(/^-.*\b01 00 00 00/m);
    expect(changed).toMatch(/^\+.*\b02 00 00 00/m);
    expect(ofUpdate(2, (await steps(file)).stdout)).not.toContain('02 00 00 00');
  });

  it('follows each host that is asked for', async () => {
    const { stdout } = await steps('--host', 'all', folder.write('a.incr', CASE));
    expect(stdout.match(/^\d .*?: /gm)).toEqual(
      ['1 first', '2 another number', '3 the same number'].flatMap((update) =>
        ['linux-ext4', 'linux-tmpfs', 'windows'].map((host) => `${update}, ${host}: `),
      ),
    );
  });

  it('ends with 1 where the case is refused, with its place', async () => {
    const file = folder.write('a.incr', smallCase(firstUpdate('first', 1, 'export a = main.no')));
    const { code, stdout, stderr } = await steps(file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`${file}:10: `);
  });

  it('ends with 2 where there is nothing to link, or no such case', async () => {
    const file = folder.write('a.incr', smallCase('#update=first'));
    expect(await steps(file)).toEqual({
      code: 2,
      stdout: '',
      stderr: `coff2: ${file} has no #link block: only a compiler can be judged by it\n`,
    });
    expect((await steps('nothing')).code).toBe(2);
  });
});
