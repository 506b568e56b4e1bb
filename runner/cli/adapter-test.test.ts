import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { goodAdapter } from '../linker/adapter-test/testing/good-adapter';
import { LONG } from '../linker/testing/linked-by';
import { nothingLeft } from '../linker/protocol/testing/left-behind';
import { expectOneFault, testedAdapter } from './testing/adapter-tested';
import { coff2 } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';

jest.setTimeout(2 * LONG);

afterEach(() => nothingLeft(folder));

const folder = TemporaryFolder.forEachTest();

const tested = (behaviour: string) => testedAdapter(folder, behaviour);

describe('coff2 adapter-test', () => {
  it('ends with 0 for an adapter that keeps the protocol, and reports what it saw', async () => {
    const { code, lines } = await tested('');
    expect(lines).toEqual([
      'ok         greets: small 1.0: AMD64; Exe; valid, runs',
      'ok         announces what this suite knows: AMD64, Exe, valid, runs',
      'ok         says nothing until it is asked: it said nothing for 300 ms after a flush',
      'ok         answers each snapshot: image.exe, image.exe',
      'ok         ignores fields that it does not know: it greeted and linked',
      expect.stringMatching(/^ok {9}gives an image that can be read: image\.exe, \d+ bytes$/),
      'skipped    gives a node dump that can be read: it gives none, and does not announce the level nodes',
      'skipped    gives a symbol map that fits its image: it gives none, and does not announce the level meaning',
      'ok         survives updates in which nothing changes: it answered 5 snapshots',
      'skipped    says what it wrote: it does not announce the level incremental',
      'ok         reads lines that arrive in pieces: 6 lines in 4 pieces',
      'ok         reads long lines: one of 4194304 bytes',
      'ok         says no to an op that it does not know: unsupported: op updateFromALaterVersion',
      'ok         says no to a machine that it does not announce: unsupported: machine I386',
      'ok         says no to a value that does not fit its field: refused: it does not fit',
      'ok         ends on bye: with exit code 0',
      'ok         ends when its input is closed: with exit code 0',
      'ok         leaves nothing running: no process is left',
      'ok         leaves nothing outside the work folder: nothing is left beside it',
      '19 checks: 16 ok, 0 failed, 3 skipped',
    ]);
    expect(code).toBe(0);
  });

  it('shows what an adapter wrote to standard error', async () => {
    const { lines } = await tested(
      `on.hello = () => { fs.writeSync(2, 'one\\ntwo'); process.exit(1); };`,
    );
    const at = lines.indexOf('FAIL       greets');
    expect(lines.slice(at + 2, at + 5)).toEqual([
      '           its standard error:',
      '             one',
      '             two',
    ]);
  });

  // One fault of an adapter is one failure, with one advice.
  mostlySlowTest.each([
    [
      'prints a banner before it greets',
      `process.stdout.write('small linker 1.0\\n');`,
      { failed: 'greets', seen: '"small linker 1.0"', notTried: 18 },
    ],
    [
      'gives no greeting',
      `on.hello = () => say({});`,
      { failed: 'greets', seen: 'expected {"hello":{...}}, got "{}" (hello: ', notTried: 18 },
    ],
    [
      'prints a stray line while it links',
      `const { op } = on; on.op = (line) => { op(line); if (line.op === 'flush') process.stdout.write('linked\\n'); };`,
      { failed: 'says nothing until it is asked', seen: '"linked"', notTried: 16 },
    ],
    [
      'prints a stray line after each answer',
      `const { snapshot } = on; on.snapshot = (op) => { snapshot(op); process.stdout.write('done\\n'); };`,
      { failed: 'answers each snapshot', seen: '"done"', notTried: 15 },
    ],
    [
      'ends at once',
      `process.exit(3);`,
      { failed: 'greets', seen: 'but it ended with exit code 3', notTried: 18 },
    ],
    [
      'ends as soon as it is to link',
      `on.header = () => process.exit(4);`,
      { failed: 'answers each snapshot', seen: 'but it ended with exit code 4', notTried: 15 },
    ],
    [
      'answers with half of a JSON object',
      `on.snapshot = () => process.stdout.write('{"snapshot":{"image"\\n');`,
      { failed: 'answers each snapshot', seen: '"{\\"snapshot\\":{\\"image\\""', notTried: 15 },
    ],
    [
      'names an image that it did not write',
      `answer.image = 'nowhere.exe';`,
      { failed: 'gives an image that can be read', seen: 'nowhere.exe', notTried: 1 },
    ],
  ])('finds the one fault of an adapter that %s', async (_what, behaviour, fault) => {
    expectOneFault(await tested(behaviour), fault);
  });

  slowTest('is not content with an adapter of which nothing can be linked', async () => {
    const { code, lines } = await tested(`HELLO.capabilities.outputModes = ['Lib'];`);
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('skipped'))).toHaveLength(16);
    expect(lines).toContain(
      'skipped    ends on bye: it does not make an Exe for AMD64, which this check links',
    );
    expect(lines.at(-1)).toBe(
      'the adapter linked nothing, so it is not known whether it keeps the protocol',
    );
  });

  it('is not content with an adapter that says no to everything', async () => {
    const { code, lines } = await tested(`on.hello = () => say({ unsupported: 'not today' });`);
    expect(code).toBe(1);
    expect(lines).toContain('19 checks: 0 ok, 0 failed, 1 skipped, 18 not tried');
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

  slowTest('leaves options after the program to it', async () => {
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
