import * as path from 'node:path';
import { finished } from 'node:stream/promises';
import { Command } from 'commander';
import { oracleSnapshot, patched } from '../difference/testing/snapshots';
import { CapturedIo, CapturedStream } from './testing/captured-io';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { diffCommand } from './diff-command';
import type { ExitCode } from './exit-code';

const folder = TemporaryFolder.forEachTest();

/** Runs `coff2 diff`. */
async function diff(...args: readonly string[]) {
  return diffWith([], ...args);
}

/** Runs `coff2 diff` with these bytes on standard input. */
async function diffWith(stdin: readonly Uint8Array[], ...args: readonly string[]) {
  return diffTo(new CapturedIo({ stdin }), ...args);
}

async function diffTo(io: CapturedIo, ...args: readonly string[]) {
  let exitCode: ExitCode | null = null;
  const command = diffCommand(io, (code) => {
    exitCode = code;
  });
  await new Command().addCommand(command).parseAsync(['diff', ...args], { from: 'user' });
  return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
}

function write(name: string, { image, nodes }: ReturnType<typeof oracleSnapshot>): string {
  if (nodes !== null) folder.write(`${name}.nodes`, nodes);
  return folder.write(`${name}.exe`, image);
}

/** A reader that takes its time; it knows how much waited for it whenever more was written. */
class SlowStream extends CapturedStream {
  readonly waiting: number[] = [];

  override write(chunk: Buffer | string): boolean {
    this.waiting.push(this.writableLength);
    return super.write(chunk);
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    setImmediate(() => {
      super._write(chunk, encoding, done);
    });
  }
}

const snapshot = oracleSnapshot('import-growth', 4);
const changed = patched(snapshot, 0x1005, 0xcc);

/** A byte as two digits. */
function byteAt(image: Uint8Array, offset: number): string {
  return Buffer.from(image.subarray(offset, offset + 1)).toString('hex');
}

/** What the first line says of images without an entry point. */
const NOTHING_TO_START_FROM =
  'as programs: not comparable: there is nothing to start from: no entry point, export or TLS callback';

describe('coff2 diff', () => {
  it('reads standard input for -, for either image', async () => {
    const a = folder.write('a.exe', snapshot.image);
    expect(await diffWith([snapshot.image], '-', a)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await diffWith([changed.image], a, '-')).toMatchObject({ exitCode: 1, stderr: '' });
    await expect(diffWith([snapshot.image], '-', '-')).rejects.toThrow('read once');
  });

  it('ends with 0 for an image and itself', async () => {
    const a = write('a', snapshot);
    expect(await diff(a, a)).toEqual({
      exitCode: 0,
      stdout: `${NOTHING_TO_START_FROM}\n\nthe same\n`,
      stderr: '',
    });
  });

  it.each([
    ['the same program', '01-initial-version', 'the same program, as far as compared'],
    [
      'another program',
      '02-change-the-string',
      'different programs: 1 difference, 1 sure and 0 likely',
    ],
  ])('says first whether an image is %s', async (_title, other, verdict) => {
    const golden = (name: string): string =>
      path.join(packageRoot(), 'goldens', 'hello', `${name}.exe`);
    const { stdout } = await diff(golden('01-initial-version'), golden(other));
    expect(stdout.split('\n')[0]).toBe(`as programs: ${verdict}`);
  });

  it('ends with 1, and explains by the node dumps beside the images', async () => {
    const { exitCode, stdout } = await diff(write('a', snapshot), write('b', changed));
    expect(exitCode).toBe(1);
    expect(stdout).toContain('nav(main.f0)+0x5: ret → int 3  [bytes.nav(main.f0)+0x5]\n');
    expect(stdout).toMatch(/\n\n1 difference\n$/);
  });

  it('reads node dumps as UTF-8, and what is none as a decoder does', async () => {
    const renamed = (name: Uint8Array): Buffer => {
      const [start = '', ...rest] = (snapshot.nodes ?? '').split('main.f0');
      return Buffer.concat([Buffer.from(start), name, Buffer.from(rest.join('main.f0'))]);
    };
    folder.write('a.nodes', renamed(Buffer.from('main.é')));
    folder.write('b.nodes', renamed(Buffer.from([0xe9])));
    const { image } = snapshot;
    const files = [folder.write('a.exe', image), folder.write('b.exe', image)];
    const { stdout } = await diff(...files, '--all');
    expect(stdout).toContain('nav(main.é), only before');
    expect(stdout).toContain('nav(\ufffd), only after');
  });

  it('counts what is ignored', async () => {
    const args = [write('a', snapshot), write('b', changed)];
    expect(await diff(...args, '--ignore', 'x', '--ignore', 'bytes.*')).toEqual({
      exitCode: 0,
      stdout: `${NOTHING_TO_START_FROM}\n\nthe same, 1 ignored\n`,
      stderr: expect.stringContaining("is it another image's?") as string,
    });
  });

  it('prints one JSON document, if asked to', async () => {
    const { stdout } = await diff('--json', write('a', snapshot), write('b', changed));
    expect(JSON.parse(stdout)).toMatchObject({
      same: false,
      differences: [{ key: 'bytes.nav(main.f0)+0x5', before: 'ret', after: 'int 3', cause: null }],
      ignored: { count: 0, keys: [] },
    });
  });

  it.each([
    ['no difference', snapshot, []],
    ['one', changed, []],
    ['some', oracleSnapshot('import-growth', 5), []],
    ['one that is ignored', changed, ['--ignore', 'bytes.*']],
  ])('lays the document out as other documents are: %s', async (_what, other, args) => {
    const { stdout } = await diff('--json', ...args, write('a', snapshot), write('b', other));
    expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`);
  });

  it('writes a long document no faster than it is read', async () => {
    const stdout = new SlowStream();
    const golden = (file: string): string =>
      path.join(packageRoot(), 'goldens', 'three_hundred', file);
    const { exitCode } = await diffTo(
      Object.assign(new CapturedIo(), { stdout }),
      ...['--json', golden('01-initial-version.exe'), golden('02-three-hundred-functions.exe')],
    );
    expect(exitCode).toBe(1);
    // Newer releases of Node.js go on while the last piece is still written.
    stdout.end();
    await finished(stdout);
    expect(JSON.parse(stdout.text)).toMatchObject({ same: false });
    expect(stdout.waiting.length).toBeGreaterThan(1);
    expect(stdout.waiting).toEqual(stdout.waiting.map(() => 0));
  });

  it('compares without nodes where only one image has a dump, and says so', async () => {
    const b = write('b', { ...changed, nodes: null });
    const { stdout, stderr } = await diff(write('a', snapshot), b);
    expect(stdout).toContain('[bytes.section.text+0x5]');
    expect(stderr).toBe(
      `coff2: only ${folder.path('a.exe')} has a node dump, so the images are compared without nodes; name the other with --nodes-a or --nodes-b\n`,
    );
    const named = await diff(folder.path('a.exe'), b, '--nodes-b', folder.path('a.nodes'));
    expect(named.stdout).toContain('[bytes.nav(main.f0)+0x5]');
  });

  it('says where a node dump has other bytes than its image', async () => {
    const { stdout, stderr } = await diff(write('a', snapshot), write('b', changed));
    expect(stdout).toContain('[bytes.nav(main.f0)+0x5]');
    expect(stderr).toBe(
      `coff2: the node dump of ${folder.path('b.exe')} has ${byteAt(snapshot.image, 0x1005)} at file+0x1005, other than the image, which has cc; is it another image's?\n`,
    );
  });

  it('writes all of it to a file', async () => {
    const report = folder.path('reports');
    const { stdout } = await diff(write('a', snapshot), write('b', changed), '--report', report);
    expect(stdout).toContain(`report: ${report}/a-b.diff.txt\n`);
    expect(folder.list('reports')).toEqual(['a-b.diff.txt']);
  });

  it.each([
    ['MZ', 'it is an MS-DOS header that is cut: 2 bytes'],
    ['', 'it is an empty file'],
    ['no image at all, but long enough'.repeat(10), 'it is a text'],
    ['\x7fELF\x02', 'it is an ELF file'],
    ['\x01\x02', 'it is a file of 2 bytes that starts with 01 02'],
    [`MZ${'\0'.repeat(58)}\x40\0\0\0PE\0\0${'\0'.repeat(20)}`, 'it has no optional header'],
  ])('refuses what is no image: %j', async (text, reason) => {
    const file = folder.write('text.exe', text);
    await expect(diff(file, file)).rejects.toThrow(
      expect.objectContaining({
        name: 'UsageError',
        message: expect.stringMatching(`text.exe is not a PE image: ${reason}`) as string,
      }) as Error,
    );
  });
});
