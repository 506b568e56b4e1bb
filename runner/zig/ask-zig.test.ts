import * as fs from 'node:fs';
import { TemporaryFolder } from '../testing/temporary-folder';
import { askZig } from './ask-zig';

const folder = TemporaryFolder.forEachTest();

/** A script in the place of a compiler. */
function script(text: string): readonly string[] {
  const file = folder.write('zig', `#!/bin/sh\n${text}\n`);
  fs.chmodSync(file, 0o755);
  return [file];
}

describe('asking a compiler', () => {
  it('gives what it prints, and how it ends', async () => {
    expect(await askZig(script('echo 0.16.0; echo why >&2; exit 3'))).toEqual({
      stdout: '0.16.0\n',
      stderr: 'why\n',
      exitCode: 3,
      failure: null,
    });
    expect((await askZig(script('kill -9 $$'))).failure).toBe('it ended with SIGKILL');
    expect((await askZig([folder.path('absent')])).failure).toMatch(/ENOENT/);
  });

  it('ends a script that does not answer, with what it started', async () => {
    const { failure } = await askZig(script('sleep 60; echo late'), 300);
    expect(failure).toBe('no answer within 0.3 s');
  });

  it('does not wait for what a script leaves running', async () => {
    const { stdout, failure } = await askZig(script('sleep 60 & echo 0.16.0'));
    expect({ stdout, failure }).toEqual({ stdout: '0.16.0\n', failure: null });
  });

  it('ends one that says too much', async () => {
    const { failure, stdout } = await askZig(script('yes'));
    expect(failure).toBe('more than 65536 characters');
    expect(stdout.length).toBeLessThan(1_000_000);
  });
});
