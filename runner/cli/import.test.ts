import { fixture, fixtureFile } from '../case/object-import/testing/fixtures';
import { coff2 } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';

const folder = TemporaryFolder.forEachTest();

/** The unindented lines that the command prints. */
async function heads(...args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await coff2(['import', ...args]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^(?:coff2: .*: nothing defines .*\n)?$/);
  expect(stdout.endsWith('\nflush\n')).toBe(true);
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
}

describe('coff2 import', () => {
  it('prints a #link block that a case can hold as it is', async () => {
    const { stdout } = await coff2(['import', '--dll', 'kernel32', fixtureFile('gcc-O2')]);
    expect(stdout.split('\n').slice(0, 2)).toEqual(['#link', '// Not imported: .rdata$zzz']);
    const file = folder.write(
      'imported.incr',
      `#target=x86_64-windows-selfhosted\n#update=one\n${stdout}`,
    );
    expect(await coff2(['fmt', '--check', file])).toEqual({ code: 0, stdout: '', stderr: '' });
    const script = await coff2(['script', file]);
    expect(script).toMatchObject({ code: 0, stderr: '' });
    const replayed = await coff2([
      'replay',
      '--host',
      'all',
      folder.write('s.jsonl', script.stdout),
    ]);
    expect(replayed).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('says which machine the case must be for', async () => {
    const [, comment] = await heads(fixtureFile('clang-i386'));
    expect(comment).toBe('// Needs #link_option=machine=I386 before the first update');
  });

  it('takes undefined symbols for symbols without a DLL', async () => {
    const { stdout } = await coff2(['import', fixtureFile('nasm')]);
    expect(stdout).toMatch(/e8 @extern GetStdHandle +call extern GetStdHandle\n/);
  });

  it('takes the name of a DLL with its suffix for the same', async () => {
    const imported = async (dll: string): Promise<string> =>
      (await coff2(['import', '--dll', dll, fixtureFile('gcc-O2')])).stdout;
    expect(await imported('KERNEL32.dll')).toBe(await imported('KERNEL32'));
    expect(await imported('kernel32.dll')).not.toContain('.dll');
  });

  it('says which names nothing defines', async () => {
    const { code, stderr } = await coff2(['import', fixtureFile('gcc-O2')]);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /nothing defines .*; if a DLL has it, add --dll DLL=\w+, or else export it/,
    );
    const whole = await coff2(['import', '--dll', 'kernel32', fixtureFile('gcc-O2')]);
    expect(whole.stderr).toBe('');
  });

  it('advises no DLL on I386, where Coff2 has no imports', async () => {
    const object = fixture('refused-slot-i386').toString('latin1').replace('__imp_', 'other_');
    const file = folder.write('a.obj', Buffer.from(object, 'latin1'));
    const { code, stderr } = await coff2(['import', file]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        `coff2: ${file}: nothing defines other__ExitProcess@4; Coff2 has no imports on I386: export it in the case, ` +
        'or say #undefined=NAME before the first #update\n',
    });
  });

  it('has --dll say where they come from: some by name, all others from one', async () => {
    const args = ['--dll', 'mine=GetStdHandle,WriteFile', '--dll', 'kernel32'];
    const { stdout } = await coff2(['import', ...args, fixtureFile('nasm')]);
    expect(stdout.match(/@\w+!\w+/g)).toEqual([
      '@mine!GetStdHandle',
      '@mine!WriteFile',
      '@kernel32!ExitProcess',
      '@kernel32!ExitProcess',
    ]);
  });

  it('has --root name what to import, with what that refers to', async () => {
    expect(await heads('--root', 'print', '--root', 'shared', fixtureFile('clang-O2'))).toEqual([
      '#link',
      'nav shared: [16]u8 align 16',
      'fn print: fn () void',
      'export shared = shared',
      'flush',
    ]);
  });

  it('has --since leave out what is as before', async () => {
    const same = await heads('--since', fixtureFile('nasm'), fixtureFile('nasm'));
    expect(same).toEqual(['#link', 'flush']);
    const changed = await heads(
      ...['--since', fixtureFile('clang-O0'), '--root', 'wWinMainCRTStartup'],
      fixtureFile('clang-O2'),
    );
    expect(changed).toEqual([
      '#link',
      'fn number: fn () void',
      'fn next: fn () void',
      'fn print: fn () void',
      'fn wWinMainCRTStartup: fn () void',
      'flush',
    ]);
  });

  it('has --since leave out constants that any older object had', async () => {
    const older = ['clang-O2', 'gcc-O2'].flatMap((name) => ['--since', fixtureFile(name)]);
    const again = await heads(...older, fixtureFile('clang-O2'));
    expect(again.filter((line) => line.startsWith('uav'))).toEqual([]);
    expect(again).toContain('fn number: fn () void');
    const sinceLast = await heads('--since', fixtureFile('gcc-O2'), fixtureFile('clang-O2'));
    expect(sinceLast.filter((line) => line.startsWith('uav'))).not.toEqual([]);
  });

  it('has --since import one byte of code that changed, and its function only', async () => {
    const object = fixture('nasm');
    // mov ecx, 1 before the second call of ExitProcess.
    const at = object.indexOf(Buffer.from('b901000000e8', 'hex'));
    object[at + 1] = 2;
    const lines = await heads('--since', fixtureFile('nasm'), folder.write('new.obj', object));
    expect(lines).toEqual(['#link', 'fn wWinMainCRTStartup: fn () void', 'flush']);
  });

  it.each([
    ['what is no object', 'README.md', 'expected a COFF object'],
    ['an object that is refused', 'refused-slot.obj', 'start+0x2: refers to __imp_ExitProcess'],
  ])('exits with 1 for %s, and prints nothing else', async (_what, name, reason) => {
    const file = fixtureFile('nasm').replace('nasm.obj', name);
    const { code, stdout, stderr } = await coff2(['import', file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.startsWith(`${file}: ${reason}`)).toBe(true);
    expect(stderr.endsWith('\n')).toBe(true);
  });

  it('exits with 1 for an object that is cut short, and names the one that is', async () => {
    const file = folder.write('cut.obj', fixture('nasm').subarray(0, 500));
    for (const args of [[file], ['--since', file, fixtureFile('nasm')]]) {
      const { code, stdout, stderr } = await coff2(['import', ...args]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.startsWith(`${file}: `)).toBe(true);
    }
  });

  it('exits with 1 for a root that is not there', async () => {
    const { code, stdout, stderr } = await coff2(['import', '--root', 'x', fixtureFile('nasm')]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('the object defines no x; it defines count, total');
  });

  it.each([
    ['no object', []],
    ['two objects', [fixtureFile('nasm'), fixtureFile('nasm')]],
    ['an unknown option', ['--out', 'x', fixtureFile('nasm')]],
    ['an object that is not there', ['missing.obj']],
    ['an older object that is not there', ['--since', 'missing.obj', fixtureFile('nasm')]],
  ])('exits with 2 for %s', async (_what, args) => {
    const { code, stdout, stderr } = await coff2(['import', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toBe('');
  });
});
