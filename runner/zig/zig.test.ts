import * as fs from 'node:fs';
import * as path from 'node:path';
import { TemporaryFolder } from '../testing/temporary-folder';
import { findZig } from './zig';
import { UsageError } from '../system/usage-error';

const folder = TemporaryFolder.forEachTest();

const { PATH } = process.env;
beforeEach(() => {
  process.env.PATH = folder.path();
});
afterEach(() => {
  process.env.PATH = PATH ?? '';
});

function program(name: string, script: string): string {
  const file = folder.write(name, `#!/bin/sh\n${script}\n`);
  fs.chmodSync(file, 0o755);
  return file;
}

describe('the compiler', () => {
  it('is the one that was asked for', async () => {
    program('zig', 'echo 0.1.0');
    const mine = program('mine', 'echo "0.18.0-dev.1+$1"');
    expect(await findZig([mine])).toMatchObject({
      command: [mine],
      version: '0.18.0-dev.1+version',
    });
  });

  it('is zig on PATH, else that of Python’s package, else none', async () => {
    expect(await findZig(null)).toBeNull();
    program('python3', '[ "$1 $2 $3" = "-m ziglang version" ] && echo 0.17.0');
    expect(await findZig(null)).toMatchObject({
      command: ['python3', '-m', 'ziglang'],
      version: '0.17.0',
    });
    const zig = program('zig', 'echo 0.16.0');
    expect(await findZig(null)).toMatchObject({ command: [zig], version: '0.16.0' });
  });

  it.each([
    ['.lib_dir = "some/lib"', 'some/lib'],
    ['"lib_dir": "/opt/zig/lib",', '/opt/zig/lib'],
  ])('says where its library is: %s', async (line, expected) => {
    const mine = program('mine', `[ "$1" = version ] && echo 0.18.0 || echo '.{\n    ${line}'`);
    const found = await findZig([mine]);
    expect(found?.library).toBe(path.resolve(expected));
  });

  it('need not say where its library is', async () => {
    expect((await findZig([program('mine', 'echo 0.18.0')]))?.library).toBeNull();
  });

  it.each([
    ['is not there', null, /ENOENT/],
    ['fails', 'echo no >&2; exit 3', /got exit code 3, "no"/],
    [
      'says something else',
      'echo hello',
      /expected a release such as 0.16.0, got exit code 0, "hello"/,
    ],
  ])('is refused where it %s', async (_title, script, message) => {
    const file = script === null ? folder.path('absent') : program('mine', script);
    const found = findZig([file]);
    await expect(found).rejects.toThrow(UsageError);
    await expect(found).rejects.toThrow(message);
  });
});
