import * as fs from 'node:fs';
import { AdapterImplementation } from './adapter';
import { containing, failure, image } from './testing/expected-links';
import { linkedBy, LONG, storedCase } from './testing/linked-by';
import { nothingLeft } from './protocol/testing/left-behind';
import { smallAdapter, smallProgram } from './protocol/testing/small-adapter';
import { TemporaryFolder } from '../testing/temporary-folder';
import { firstUpdate, nextUpdate, smallCase, TWO_UPDATES } from '../case/testing/small-case';
jest.setTimeout(4 * LONG);

/** Milliseconds after which an adapter that hangs is ended: enough for it to start on a busy machine. */
const SHORT = 2_500;

/** Milliseconds after which one is ended that is to do something before it hangs. */
const LONGER = 4_000;

/** Navs whose lines of a script have a little more than so many bytes each. */
function longLines(navs: number, bytes: number): readonly string[] {
  return Array.from(
    { length: navs },
    (_, i) => `nav main.more${i}: ${'T'.repeat(bytes)} align 1\n  00`,
  );
}

/** Whatever it does, nothing of it is left. */
afterEach(() => nothingLeft(folder));

const folder = TemporaryFolder.forEachTest();

/** A child that runs until somebody ends it, and leaves word of its number. */
const FOREVER = (options: string): string =>
  `note('pids', spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], ${options}).pid);`;

const implementationOf = (command: readonly string[], timeout: number): AdapterImplementation =>
  new AdapterImplementation({
    name: 'small',
    command,
    timeout,
    maxImage: 100,
    hosts: [],
    isReference: false,
  });

describe('a line that never ends', () => {
  it('is no answer once the time is over', async () => {
    const adapter = smallAdapter(
      folder,
      `fs.writeFileSync('1.exe', ''); on.snapshot = () => process.stdout.write('{"snapshot":{"image":"1.exe"}}');`,
    );
    expect(await linkedBy(adapter, { timeout: 2000 })).toEqual([
      failure('timeout', containing('the suite still waits for {"snapshot":{"image":...}}')),
    ]);
  });
});

describe('an adapter that ends too early', () => {
  it.each([0, 3])('is a crash, with its exit code: %d', async (code) => {
    const adapter = smallAdapter(folder, `on.snapshot = () => process.exit(${code});`);
    expect(await linkedBy(adapter)).toEqual([
      failure('crash', containing(`it ended with exit code ${code}`)),
    ]);
  });

  it('is a crash, with its signal', async () => {
    const adapter = smallAdapter(
      folder,
      `on.snapshot = () => process.kill(process.pid, 'SIGSEGV');`,
    );
    expect(await linkedBy(adapter)).toEqual([
      failure('crash', containing('it ended with signal SIGSEGV')),
    ]);
  });

  it('is a crash before it has read anything', async () => {
    const text = smallCase(firstUpdate('first', 1, `#expect_stdout=""`));
    expect(await linkedBy(smallProgram(folder, 'process.exit(7);'), { text })).toEqual([
      failure('crash', 'expected {"hello":{...}}, but it ended with exit code 7'),
    ]);
  });

  it('shows what it wrote to standard error', async () => {
    const adapter = smallAdapter(
      folder,
      String.raw`
      on.snapshot = () => {
        fs.writeSync(2, 'first line\n\u001b[31mred\tone\r\nlast line');
        process.exit(1);
      };
      `,
    );
    const [result] = await linkedBy(adapter);
    expect(result).toMatchObject({
      outcome: 'crash',
      details: ['first line', '\\u001b[31mred    one', 'last line'],
    });
  });

  it('shows the end of what it wrote, if that is much', async () => {
    const adapter = smallAdapter(
      folder,
      String.raw`
      on.snapshot = () => {
        for (let i = 0; i < 100000; i += 1) fs.writeSync(2, 'line ' + i + '\n');
        process.exit(1);
      };
      `,
    );
    const [result] = await linkedBy(adapter);
    const details = result?.kind === 'failure' ? result.details : [];
    expect(details.at(-1)).toBe('line 99999');
    expect(details.length).toBeGreaterThan(1000);
    expect(details.length).toBeLessThan(2000);
    expect(details.filter((line) => !/^line \d{5}$/.test(line))).toEqual([]);
  });

  it('is no verdict on a case where there is no such program', async () => {
    await expect(linkedBy([folder.path('no-such-program')])).rejects.toThrow(
      /^the linker adapter: it cannot be started: .*no-such-program ENOENT$/,
    );
  });

  it('is no verdict on a case where the program may not be run', async () => {
    await expect(linkedBy([folder.write('text', 'no program')])).rejects.toThrow(
      /^the linker adapter: it cannot be started: .*text EACCES$/,
    );
  });
});

describe('an adapter that takes too long', () => {
  const tooLong = (what: string) =>
    failure('timeout', `it took more than ${SHORT / 1000} s (--timeout): ${what}`);
  const noSnapshot = tooLong(
    'the suite still waits for {"snapshot":{"image":...}}; it is slow, or hangs, or does not flush its ' +
      'output after each line',
  );

  it('is ended while it is silent', async () => {
    const adapter = smallAdapter(folder, 'on.snapshot = () => {};');
    expect(await linkedBy(adapter, { timeout: SHORT })).toEqual([noSnapshot]);
  });

  it('is ended before it has greeted', async () => {
    const adapter = smallAdapter(folder, 'on.hello = () => {};');
    expect(await linkedBy(adapter, { timeout: SHORT })).toEqual([
      tooLong(
        'the suite still waits for {"hello":{...}}; most likely it does not flush its output after each line',
      ),
    ]);
  });

  it('is ended when its answers together take too long', async () => {
    const adapter = smallAdapter(
      folder,
      `const { hello, snapshot } = on;
      on.hello = (line) => setTimeout(hello, ${SHORT * 0.6}, line);
      on.snapshot = (op) => setTimeout(snapshot, ${SHORT * 0.6}, op);`,
    );
    expect(await linkedBy(adapter, { timeout: SHORT })).toEqual([noSnapshot]);
  });

  it('has more time for a case of many updates', async () => {
    const more = Array.from({ length: 74 }, (_, i) => nextUpdate(`update ${i}`, i));
    const adapter = smallAdapter(
      folder,
      `const { snapshot } = on;
      on.snapshot = (op) => setTimeout(snapshot, ${(1.5 * LONGER) / 75}, op);`,
    );
    const results = await linkedBy(adapter, {
      timeout: LONGER,
      text: smallCase(firstUpdate('first', 1), ...more),
    });
    expect(results.map(({ kind }) => kind)).toEqual(Array(75).fill('image'));
  });

  it('is ended while it writes to standard error, endlessly', async () => {
    const adapter = smallAdapter(
      folder,
      String.raw`on.snapshot = () => setInterval(() => fs.writeSync(2, 'and on\n'.repeat(1000)), 20);`,
    );
    const [result] = await linkedBy(adapter, { timeout: LONGER });
    expect(result).toMatchObject({ outcome: 'timeout' });
    expect(result?.kind === 'failure' && result.details.includes('and on')).toBe(true);
  });

  it('is ended though it ignores signals', async () => {
    const adapter = smallAdapter(
      folder,
      `for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});
      // It waits without end, and without a turn of its loop for any handler.
      on.snapshot = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
    );
    expect(await linkedBy(adapter, { timeout: SHORT })).toEqual([noSnapshot]);
  });

  it('is ended while it does not end after bye', async () => {
    const adapter = smallAdapter(folder, 'on.bye = () => setInterval(() => {}, 1000);');
    expect(await linkedBy(adapter, { timeout: LONGER })).toMatchObject([
      image('an image'),
      image('an image'),
      failure(
        'timeout',
        `it took more than ${LONGER / 1000} s (--timeout): it does not end after its input is closed`,
      ),
    ]);
  });

  it('is ended though it reads nothing of very much', async () => {
    const text = smallCase(firstUpdate('first', 1, ...longLines(2, 500_000), 'flush'));
    const adapter = smallProgram(folder, `say({ hello: HELLO }); setInterval(() => {}, 1000);`);
    expect(await linkedBy(adapter, { timeout: SHORT, text })).toEqual([
      tooLong('it does not read its standard input'),
    ]);
  });

  it('is not sent what no line of the protocol can have', async () => {
    const text = smallCase(
      firstUpdate(
        'first',
        1,
        'nav main.more: T align 1',
        ...Array.from({ length: 5 }, () => `  ascii "${'x'.repeat(2_000_000)}"`),
        'flush',
      ),
    );
    expect(await linkedBy(smallAdapter(folder), { text })).toEqual([
      failure('unsupported', 'an op of the case has 16777216 bytes or more, the limit of a line'),
    ]);
  });

  it('is not blamed for what is done with its images', async () => {
    const implementation = implementationOf(smallAdapter(folder), LONGER);
    const kinds: string[] = [];
    const stop = new AbortController().signal;
    for await (const { kind } of implementation.link(storedCase(TWO_UPDATES), 'windows', stop)) {
      kinds.push(kind);
      await new Promise((resolve) => setTimeout(resolve, LONGER * 0.6));
    }
    expect(kinds).toEqual(['image', 'image']);
    expect(implementation.identity).toBe('small 1.0');
    expect(implementation.levels).toEqual(['valid', 'runs', 'meaning']);
  });
});

describe('all that an adapter starts is ended', () => {
  it.each([
    ['a child', `{}`],
    ['a child that holds its output', `{ stdio: 'inherit' }`],
    ['a child with a session of its own', `{ detached: true, stdio: 'ignore' }`],
    ['a child with another environment', `{ env: {}, stdio: 'ignore' }`],
    ['a child with another session and environment', `{ env: {}, detached: true }`],
  ])('when it takes too long: %s', async (_what, options) => {
    const adapter = smallAdapter(folder, `on.snapshot = () => { ${FOREVER(options)} };`);
    const [result] = await linkedBy(adapter, { timeout: SHORT });
    expect(result).toMatchObject({ outcome: 'timeout' });
  });

  it.each([
    ['a child', `{}`],
    ['a child that holds its output', `{ stdio: 'inherit' }`],
    ['a child with a session of its own', `{ detached: true, stdio: 'ignore' }`],
    ['a child with another environment', `{ env: {}, stdio: 'ignore' }`],
  ])('when it ends by itself: %s', async (_what, options) => {
    const adapter = smallAdapter(folder, `on.header = () => { ${FOREVER(options)} };`);
    expect(await linkedBy(adapter)).toMatchObject([image('an image'), image('an image')]);
  });

  it('though its parents have ended, and it leads a session of its own', async () => {
    const daemon = folder.write(
      'daemon.cjs',
      `const fs = require('node:fs'); const path = require('node:path');
      const { spawn } = require('node:child_process');
      fs.appendFileSync(path.join(__dirname, 'pids'), process.pid + '\\n');
      const left = Number(process.argv[2]);
      if (left === 0) setInterval(() => {}, 1000);
      else {
        spawn(process.execPath, [__filename, String(left - 1)], { detached: true, stdio: 'ignore' });
        process.exit();
      }`,
    );
    const adapter = smallAdapter(
      folder,
      `on.snapshot = () => {
        spawn(process.execPath, [${JSON.stringify(daemon)}, '2'], { detached: true, stdio: 'ignore' });
        const started = () => fs.readFileSync(path.join(__dirname, 'pids'), 'utf8').split('\\n');
        const wait = setInterval(() => {
          if (started().length < 5) return;
          clearInterval(wait);
          say({ refused: 'it is out there' });
        }, 10);
      };`,
    );
    expect(await linkedBy(adapter)).toEqual([failure('refused', 'it is out there')]);
    expect(fs.readFileSync(folder.path('pids'), 'utf8').trim().split('\n')).toHaveLength(4);
  });

  it('when the run is interrupted', async () => {
    const stop = new AbortController();
    const adapter = smallAdapter(
      folder,
      `on.snapshot = () => { ${FOREVER(`{ detached: true, stdio: 'inherit' }`)} };`,
    );
    const wait = setInterval(() => {
      const words = folder.list().includes('pids')
        ? fs.readFileSync(folder.path('pids'), 'utf8')
        : '';
      if (words.split('\n').length === 3) stop.abort();
    }, 10);
    const results = await linkedBy(adapter, { stop: stop.signal });
    clearInterval(wait);
    expect(results).toEqual([failure('crash', 'the run was interrupted')]);
  });

  it('when the run was interrupted before', async () => {
    const results = await linkedBy(smallAdapter(folder), { stop: AbortSignal.abort() });
    expect(results).toEqual([failure('crash', 'the run was interrupted')]);
  });
});

describe('the next case', () => {
  it.each([
    ['a crash', 'process.exit(1)'],
    ['a timeout', ''],
    ['garbage', `process.stdout.write('{'.repeat(1000) + '\\n')`],
    ['a refusal', `say({ refused: 'no' })`],
  ])('is none the worse for %s', async (_what, act) => {
    const adapter = smallAdapter(
      folder,
      `const { snapshot } = on;
      on.snapshot = () => {
        if (fs.existsSync(path.join(__dirname, 'before'))) return snapshot();
        note('before', '');
        fs.writeFileSync('1.exe', 'of the case before');
        ${act};
      };`,
    );
    const implementation = implementationOf(adapter, LONGER);
    const stop = new AbortController().signal;
    const kinds: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const linked = implementation.link(storedCase(TWO_UPDATES), 'linux-tmpfs', stop);
      for await (const result of linked) {
        kinds.push(result.kind === 'image' ? Buffer.from(result.image).toString() : 'failure');
      }
    }
    expect(kinds).toEqual(['failure', 'an image', 'an image']);
  });
});
