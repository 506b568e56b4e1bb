import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { containing, failure, image } from './testing/expected-links';
import { linkedBy, LONG } from './testing/linked-by';
import { nothingLeft } from './protocol/testing/left-behind';
import { smallAdapter } from './protocol/testing/small-adapter';
import { TemporaryFolder } from '../testing/temporary-folder';

jest.setTimeout(4 * LONG);

/** Whatever it does, nothing of it is left. */
afterEach(() => nothingLeft(folder));

const folder = TemporaryFolder.forEachTest();

describe('an adapter that breaks the protocol', () => {
  const breaks = (reason: unknown): object => failure('protocol', reason);

  mostlySlowTest.each([
    ['text', `'hello there\\n'`, 'hello there'],
    ['half of an object', `'{"hello":\\n'`, '{"hello":'],
    ['an empty line', `'\\n'`, 'not JSON in UTF-8: ""'],
    ['a byte order mark', `'\\ufeff{"refused":"x"}\\n'`, 'not JSON in UTF-8'],
    [
      'what is no UTF-8',
      `Buffer.from('7b22726566757365 64223a22ff227d0a'.replace(' ', ''), 'hex')`,
      'not JSON in UTF-8',
    ],
    ['very deep JSON', `'['.repeat(1000000) + '\\n'`, 'not JSON in UTF-8'],
    ['an array', `'[]\\n'`, 'the line: '],
    ['null', `'null\\n'`, 'the line: '],
    ['an empty object', `'{}\\n'`, 'hello: '],
    ['a refusal without a reason', `'{"refused":""}\\n'`, 'refused: '],
    ['an answer to something else', `'{"snapshot":{"image":"1.exe"}}\\n'`, 'hello: '],
  ])('is told what was expected, instead of a greeting: %s', async (_what, text, got) => {
    const adapter = smallAdapter(folder, `on.hello = () => process.stdout.write(${text});`);
    expect(await linkedBy(adapter)).toEqual([breaks(containing(got))]);
  });

  mostlySlowTest.each([
    [
      'another version',
      `{ ...HELLO, protocol: 2 }`,
      'it speaks version 2 of the protocol, but this suite speaks 1',
    ],
    ['another version, in another form', `{ protocol: 2 }`, 'it speaks version 2 of the protocol'],
    ['no version', `{ ...HELLO, protocol: undefined }`, 'hello.protocol: '],
    ['no name', `{ ...HELLO, name: '' }`, 'hello.name: '],
    ['a name of two lines', `{ ...HELLO, name: 'a\\nb' }`, 'hello.name: '],
    [
      'no machine',
      `{ ...HELLO, capabilities: { ...HELLO.capabilities, machines: [] } }`,
      'hello.capabilities.machines: Expected one word at least, as AMD64, I386',
    ],
    [
      'the level incremental of what is made anew',
      `{ ...HELLO, capabilities: { ...HELLO.capabilities, levels: ['incremental'] } }`,
      'hello.capabilities.incremental: Expected true with the level incremental',
    ],
    [
      'no level',
      `{ ...HELLO, capabilities: { ...HELLO.capabilities, levels: [] } }`,
      'hello.capabilities.levels: ',
    ],
    [
      'no word on increments',
      `{ ...HELLO, capabilities: { ...HELLO.capabilities, incremental: undefined } }`,
      'hello.capabilities.incremental: ',
    ],
  ])('is told what is wrong with its greeting: %s', async (_what, hello, reason) => {
    const adapter = smallAdapter(folder, `on.hello = () => say({ hello: ${hello} });`);
    expect(await linkedBy(adapter)).toEqual([breaks(containing(reason))]);
  });

  mostlySlowTest.each([
    ['no image', `{}`, 'snapshot.image: '],
    [
      'an address below zero',
      `{ image: '1.exe', symbols: [{ symbol: { nav: 'f' }, rva: -1, size: 0 }] }`,
      'snapshot.symbols.0.rva: ',
    ],
    [
      'an unknown kind of symbol',
      `{ image: '1.exe', symbols: [{ symbol: { func: 'f' }, rva: 1, size: 0 }] }`,
      'snapshot.symbols.0.symbol: ',
    ],
    [
      'more bytes as they were than bytes',
      `{ image: '1.exe', written: { bytes: 1, unchanged: 2 } }`,
      'snapshot.written.unchanged: Expected no more than bytes',
    ],
    [
      'a fraction of a size',
      `{ image: '1.exe', symbols: [{ symbol: { nav: 'f' }, rva: 1, size: 0.5 }] }`,
      'snapshot.symbols.0.size: ',
    ],
  ])('is told what is wrong with its answer: %s', async (_what, snapshot, reason) => {
    const adapter = smallAdapter(folder, `on.snapshot = () => say({ snapshot: ${snapshot} });`);
    expect(await linkedBy(adapter)).toEqual([breaks(containing(reason))]);
  });

  slowTest('is a protocol error when it greets twice', async () => {
    const adapter = smallAdapter(
      folder,
      `on.hello = () => { const line = JSON.stringify({ hello: HELLO }) + '\\n'; process.stdout.write(line + line); };`,
    );
    expect(await linkedBy(adapter)).toEqual([
      breaks(containing('an answer that nobody asked for: "{\\"hello\\"')),
    ]);
  });

  it('is a protocol error when it answers before it is asked', async () => {
    const adapter = smallAdapter(
      folder,
      `const answer = JSON.stringify({ snapshot: { image: '1.exe' } }) + '\\n';
      on.hello = () => process.stdout.write(JSON.stringify({ hello: HELLO }) + '\\n' + answer);
      on.snapshot = () => {};`,
    );
    expect(await linkedBy(adapter)).toEqual([
      breaks(containing('an answer that nobody asked for')),
    ]);
  });

  slowTest('is a protocol error when it answers twice', async () => {
    const adapter = smallAdapter(
      folder,
      `fs.writeFileSync('1.exe', '');
      const answer = JSON.stringify({ snapshot: { image: '1.exe' } }) + '\\n';
      on.snapshot = () => process.stdout.write(answer + answer);`,
    );
    expect(await linkedBy(adapter)).toMatchObject([
      image(''),
      breaks(containing('an answer that nobody asked for')),
    ]);
  });

  slowTest('is a protocol error when it writes after bye', async () => {
    const adapter = smallAdapter(
      folder,
      `on.bye = () => process.stdout.write('{"bye":true}\\n', () => process.exit(0));`,
    );
    const results = await linkedBy(adapter);
    expect(results.slice(2)).toEqual([
      breaks('expected nothing after the last line, got "{\\"bye\\":true}"'),
    ]);
  });

  it('is a crash when it ends with another exit code than 0 after bye', async () => {
    const results = await linkedBy(smallAdapter(folder, 'on.bye = () => process.exit(4);'));
    expect(results.slice(2)).toEqual([failure('crash', 'it ends with exit code 4 after bye')]);
  });

  slowTest('may write a line of a byte less than 16 MiB', async () => {
    const adapter = smallAdapter(
      folder,
      `fs.writeFileSync('1.exe', '');
      const start = '{"snapshot":{"image":"1.exe"},"more":"';
      on.snapshot = () =>
        process.stdout.write(start + 'x'.repeat(0x1000000 - start.length - 3) + '"}\\n');`,
    );
    expect(await linkedBy(adapter)).toMatchObject([image(''), image('')]);
  });

  slowTest.each([
    ['with an end', `'x'.repeat(0x1000000) + '\\n'`],
    ['that never ends', `'x'.repeat(0x1000000)`],
  ])('is a protocol error when a line has 16 MiB: %s', async (_what, text) => {
    const adapter = smallAdapter(folder, `on.snapshot = () => process.stdout.write(${text});`);
    expect(await linkedBy(adapter)).toEqual([
      breaks('an answer of 16777216 bytes or more without a line feed'),
    ]);
  });

  slowTest('is a protocol error when it writes endlessly', async () => {
    const adapter = smallAdapter(
      folder,
      `on.snapshot = () => {
        for (;;) try { fs.writeSync(1, 'x'.repeat(0x10000)); } catch { /* the pipe is full */ }
      };`,
    );
    expect(await linkedBy(adapter)).toEqual([
      breaks('an answer of 16777216 bytes or more without a line feed'),
    ]);
  });

  slowTest('is a protocol error when it closes its output, and goes on', async () => {
    const adapter = smallAdapter(
      folder,
      `on.snapshot = () => { fs.closeSync(1); setInterval(() => {}, 1000); };`,
    );
    expect(await linkedBy(adapter)).toEqual([
      breaks('expected {"snapshot":{"image":...}}, but it closed its output'),
    ]);
  });

  slowTest('shows what it wrote to standard error', async () => {
    const adapter = smallAdapter(
      folder,
      `on.snapshot = () => { fs.writeSync(2, 'because of this'); process.stdout.write('what?\\n'); };`,
    );
    const [result] = await linkedBy(adapter);
    expect(result).toMatchObject({ outcome: 'protocol', details: ['because of this'] });
  });
});
