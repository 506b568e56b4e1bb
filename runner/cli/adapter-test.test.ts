import { goodAdapter } from '../linker/adapter-test/testing/good-adapter';
import { LONG } from '../linker/testing/linked-by';
import { nothingLeft } from '../linker/protocol/testing/left-behind';
import { coff2 } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';

jest.setTimeout(2 * LONG);

afterEach(() => nothingLeft(folder));

const folder = TemporaryFolder.forEachTest();

/** Tests an adapter that does this besides. @returns the lines that are printed, and the exit code */
async function tested(behaviour: string, ...options: readonly string[]) {
  const command = goodAdapter(folder, behaviour);
  const { code, stdout, stderr } = await coff2(['adapter-test', ...options, ...command]);
  expect(stderr).toBe('');
  return { code, lines: stdout.trimEnd().split('\n') };
}

describe('coff2 adapter-test', () => {
  it('ends with 0 for an adapter that keeps the protocol, and reports what it saw', async () => {
    const { code, lines } = await tested('');
    expect(lines).toEqual([
      'ok       greets: small 1.0: AMD64; Exe; valid, runs',
      'ok       announces what this suite knows: AMD64, Exe, valid, runs',
      'ok       ignores fields that it does not know: it greeted and linked',
      'ok       says nothing until it is asked: it said nothing for 300 ms after a flush',
      'ok       answers each snapshot: image.exe, image.exe',
      expect.stringMatching(/^ok {7}gives an image that can be read: image\.exe, \d+ bytes$/),
      'skipped  gives a node dump that can be read: it gives none, and does not announce the level nodes',
      'skipped  gives a symbol map that fits its image: it gives none, and does not announce the level meaning',
      'skipped  says what it wrote: it does not announce the level incremental',
      'ok       survives updates in which nothing changes: it answered 5 snapshots',
      'ok       reads lines that arrive in pieces: 6 lines in 4 pieces',
      'ok       reads long lines: one of 4194304 bytes',
      'ok       says no to an op that it does not know: unsupported: op updateFromALaterVersion',
      'ok       says no to a machine that it does not announce: unsupported: machine I386',
      'ok       ends on bye: with exit code 0',
      'ok       ends when its input is closed: with exit code 0',
      'ok       leaves nothing running: no process is left',
      'ok       leaves nothing outside the work folder: nothing is left beside it',
      '18 checks: 15 ok, 0 failed, 3 skipped',
    ]);
    expect(code).toBe(0);
  });

  it('shows what an adapter wrote to standard error', async () => {
    const { lines } = await tested(
      `on.hello = () => { fs.writeSync(2, 'one\\ntwo'); process.exit(1); };`,
    );
    const at = lines.indexOf('FAIL     greets');
    expect(lines.slice(at + 2, at + 5)).toEqual([
      '         its standard error:',
      '           one',
      '           two',
    ]);
  });

  it('checks nothing else where an adapter does not greet', async () => {
    const { code, lines } = await tested(`on.hello = () => say({});`);
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [
        'FAIL     greets',
        expect.stringMatching(/^ {9}seen: expected \{"hello":\{\.\.\.\}\}, got "\{\}" \(hello: /),
        expect.stringMatching(/^ {9}to do: read a line, /),
        'nothing else was checked: it does not greet',
        '1 checks: 0 ok, 1 failed',
      ],
    });
  });

  it('skips what cannot be linked', async () => {
    const { code, lines } = await tested(`HELLO.capabilities.outputModes = ['Lib'];`);
    expect(code).toBe(0);
    expect(lines.filter((line) => line.startsWith('skipped'))).toHaveLength(15);
    expect(lines).toContain(
      'skipped  ends on bye: it does not make an Exe for AMD64, which this check links',
    );
  });

  it('says that a program cannot be started', async () => {
    const { code, stdout } = await coff2(['adapter-test', 'no-such-program -v']);
    expect(code).toBe(1);
    expect(stdout).toContain('seen: it cannot be started: spawn no-such-program ENOENT\n');
  });

  it.each([
    ['no command', [], "error: missing required argument 'command'"],
    ['an empty one', [' '], 'coff2: expected the adapter: a program and its arguments'],
    ['no time', ['--timeout', '0', 'cat'], 'Expected seconds, more than 0 and at most 86400.'],
    ['an unknown option', ['--what', 'cat'], "error: unknown option '--what'"],
  ])('ends with 2 where it is called in a wrong way: %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await coff2(['adapter-test', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('leaves options after the program to it', async () => {
    const [node = '', script = ''] = goodAdapter(
      folder,
      `console.error(process.argv.slice(2).join(' ')); process.exit(1);`,
    );
    const args = [node, script, '--timeout', '0', '-v'];
    const spoken: unknown = expect.stringMatching(/^ +--timeout 0 -v$/m);
    expect((await coff2(['adapter-test', ...args])).stdout).toEqual(spoken);
    expect((await coff2(['adapter-test', '--', ...args])).stdout).toEqual(spoken);
    expect((await coff2(['adapter-test', args.join(' ')])).stdout).toEqual(spoken);
  });
});
