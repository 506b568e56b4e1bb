import { LONG } from '../testing/linked-by';
import { nothingLeft } from '../protocol/testing/left-behind';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { CHECKS } from './checks';
import type { Finding } from './finding';
import { TestSession } from './test-session';
import { goodAdapter } from './testing/good-adapter';

jest.setTimeout(2 * LONG);

afterEach(() => nothingLeft(folder));

const folder = TemporaryFolder.forEachTest();

/** What one of the checks finds in an adapter that does this. */
async function found(name: string, behaviour: string, timeout = LONG): Promise<Finding> {
  const check = CHECKS.find((one) => one.name === name);
  if (check === undefined) throw new Error(`no check ${name}`);
  const command = goodAdapter(folder, behaviour);
  const stop = new AbortController().signal;
  return TestSession.with({ command, timeout, stop }, (test) => check.run(test));
}

describe('a check', () => {
  it.each([
    [
      'greets twice',
      `on.hello = () => { const line = JSON.stringify({ hello: HELLO }) + '\\n'; process.stdout.write(line + line); };`,
      'ignores fields that it does not know',
      'an answer that nobody asked for: ',
    ],
    [
      'refuses fields that it does not know',
      `on.hello = (hello) => (hello.later ? process.exit(9) : say({ hello: HELLO }));`,
      'ignores fields that it does not know',
      'it ended with exit code 9',
    ],
    [
      'answers flush',
      `const { op } = on; on.op = (line) => (line.op === 'flush' ? say({ ok: true }) : op(line));`,
      'says nothing until it is asked',
      'an answer that nobody asked for: "{\\"ok\\":true}"',
    ],
    [
      'links once only',
      `const { snapshot } = on; on.snapshot = (op) => { snapshot(op); on.snapshot = () => process.exit(3); };`,
      'answers each snapshot',
      'it ended with exit code 3',
    ],
    [
      'gives no PE image',
      `on.snapshot = () => { fs.writeFileSync('a', 'text'); say({ snapshot: { image: 'a' } }); };`,
      'gives an image that can be read',
      'a is not a PE image: ',
    ],
    [
      'gives an image from elsewhere',
      `answer.image = path.join(__dirname, 'image.exe');`,
      'gives an image that can be read',
      'is outside the work folder',
    ],
    [
      'promises node dumps',
      `HELLO.capabilities.levels.push('nodes');`,
      'gives a node dump that can be read',
      'it announces the level nodes, but gives no node dump',
    ],
    [
      'dumps something else',
      `fs.writeFileSync('nodes', 'what'); answer.nodes = 'nodes';`,
      'gives a node dump that can be read',
      'nodes: node dump, line 1: ',
    ],
    [
      'promises a symbol map',
      `HELLO.capabilities.levels.push('meaning');`,
      'gives a symbol map that fits its image',
      'it announces the level meaning, but gives no symbols',
    ],
    [
      'keeps the symbol map of the first update',
      `answer.symbols = [{ symbol: { nav: 'main.main' }, rva: 0x1000, size: 56 }, { symbol: { uav: 'hi' }, rva: 0x1040, size: 4 }];`,
      'gives a symbol map that fits its image',
      'after the second update, the uav goodbye is missing',
    ],
    [
      'does not know where the program is',
      `answer.symbols = [];`,
      'gives a symbol map that fits its image',
      'the nav main.main is missing',
    ],
    [
      'gives no sizes',
      `answer.symbols = [{ symbol: { nav: 'main.main' }, rva: 0x1000, size: 0 }];`,
      'gives a symbol map that fits its image',
      'the nav main.main has 0 bytes, and its content 56',
    ],
    [
      'leaves out the constant',
      `answer.symbols = [{ symbol: { nav: 'main.main' }, rva: 0x1000, size: 56 }];`,
      'gives a symbol map that fits its image',
      'the uav hi is missing',
    ],
    [
      'has one symbol in two places',
      `answer.symbols = [0x1000, 0x1040].map((rva) => ({ symbol: { nav: 'main.main' }, rva, size: 56 }));`,
      'gives a symbol map that fits its image',
      'the nav main.main has two addresses',
    ],
    [
      'gives a size that reaches into another symbol',
      `answer.symbols = [{ symbol: { nav: 'main.main' }, rva: 0x1000, size: 64 }, { symbol: { uav: 'hi' }, rva: 0x1038, size: 4 }];`,
      'gives a symbol map that fits its image',
      '{"nav":"main.main"} at 4096 reaches into {"uav":"hi"} at 4152: it has 64 bytes',
    ],
    [
      'gives addresses in memory',
      `answer.symbols = [{ symbol: { nav: 'main.main' }, rva: 0x40001000, size: 1 }];`,
      'gives a symbol map that fits its image',
      'is outside the image, whose memory has ',
    ],
    [
      'spells a level otherwise',
      `HELLO.capabilities.levels = ['vaild'];`,
      'announces what this suite knows',
      'no level (valid, runs, meaning, incremental, nodes, bytes), so that no case can judge it',
    ],
    [
      'links for another machine alone',
      `HELLO.capabilities.machines = ['ARM64'];`,
      'announces what this suite knows',
      'no machine (AMD64, I386), so that no case can judge it',
    ],
    [
      'claims to patch its image, and does not say how',
      `HELLO.capabilities.levels.push('incremental'); HELLO.capabilities.incremental = true;`,
      'says what it wrote',
      'it announces the level incremental, but does not say what it wrote',
    ],
    [
      'writes its image anew',
      `HELLO.capabilities.levels.push('incremental'); HELLO.capabilities.incremental = true;
      answer.written = { bytes: 512, unchanged: 512 };`,
      'says what it wrote',
      'it wrote 512 bytes where nothing changed',
    ],
    [
      'crashes where nothing changes',
      `let last = ''; const { snapshot } = on; const { op } = on;
      on.op = (line) => { last = line.op; op(line); };
      on.snapshot = (line) => { if (last === 'snapshot') process.exit(5); last = 'snapshot'; snapshot(line); };`,
      'survives updates in which nothing changes',
      'it ended with exit code 5',
    ],
    [
      'takes what it reads at once for lines',
      `process.stdin.on('data', (chunk) => { if (!chunk.endsWith('\\n')) process.exit(6); });`,
      'reads lines that arrive in pieces',
      'it ended with exit code 6',
    ],
    [
      'has no room for long lines',
      `let size = 0; process.stdin.on('data', (chunk) => { size += chunk.length; if (size > 1000000) process.exit(7); });`,
      'reads long lines',
      'it ended with exit code 7',
    ],
    [
      'crashes at an unknown op',
      `const { op } = on; on.op = (line) => { if (/Later/.test(line.op)) throw new Error('what is this?'); op(line); };`,
      'says no to an op that it does not know',
      'it ended with exit code 1',
    ],
    [
      'ignores an unknown op',
      `const { op } = on; on.op = (line) => { if (!/Later/.test(line.op)) op(line); };`,
      'says no to an op that it does not know',
      'it ignores the op, and links the rest',
    ],
    [
      'crashes at an unknown machine',
      `on.header = ({ options }) => { if (options.machine) process.abort(); };`,
      'says no to a machine that it does not announce',
      'it ended with signal SIGABRT',
    ],
    [
      'cuts what does not fit',
      `const { op } = on; on.op = (line) => (line.nav === 'main.overflowing' ? undefined : op(line));`,
      'says no to a value that does not fit its field',
      'it cuts a distance of 33 bits, and links the rest',
    ],
    [
      'ends with an error',
      `on.bye = () => process.exit(8);`,
      'ends on bye',
      'it ends with exit code 8 after bye',
    ],
    [
      'leaves a process',
      `const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
      note('pids', child.pid);`,
      'leaves nothing running',
      'node',
    ],
    [
      'leaves a file beside the work folder',
      `fs.writeFileSync('../kept', '');`,
      'leaves nothing outside the work folder',
      '../kept',
    ],
    [
      'leaves a temporary file',
      `fs.writeFileSync(path.join(process.env.TMPDIR, 'kept'), '');`,
      'leaves nothing outside the work folder',
      '../tmp/kept',
    ],
  ])('finds an adapter that %s', async (_what, behaviour, check, seen) => {
    expect(await found(check, behaviour)).toMatchObject({
      verdict: 'fail',
      seen: expect.stringContaining(seen) as unknown,
    });
    expect(await found(check, '')).not.toMatchObject({ verdict: 'fail' });
  });

  it.each([
    ['never ends', `on.bye = on.end = () => {}; setInterval(() => {}, 1000);`, 'ends on bye'],
    [
      'outlives the suite',
      `on.end = () => {}; setInterval(() => {}, 1000);`,
      'ends when its input is closed',
    ],
  ])('finds an adapter that %s, in time', async (_what, behaviour, check) => {
    const seen = 'it took more than 1 s (--timeout): it does not end after its input is closed';
    expect(await found(check, behaviour, 1000)).toEqual({ verdict: 'fail', seen, stderr: [] });
  });
});
