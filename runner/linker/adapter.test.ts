import * as fs from 'node:fs';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { failure, image } from './testing/expected-links';
import { linkedBy, LONG } from './testing/linked-by';
import { nothingLeft } from './protocol/testing/left-behind';
import { smallAdapter } from './protocol/testing/small-adapter';
import { TemporaryFolder } from '../testing/temporary-folder';
import { firstUpdate, smallCase } from '../case/testing/small-case';

jest.setTimeout(4 * LONG);

/** Whatever it does, nothing of it is left. */
afterEach(() => nothingLeft(folder));

const folder = TemporaryFolder.forEachTest();

describe('an adapter', () => {
  it('gets the script line by line, and gives an image for each update', async () => {
    const adapter = smallAdapter(
      folder,
      `
      const seen = [];
      let workFolder = '';
      on.hello = (hello) => {
        workFolder = hello.workFolder;
        seen.push(Object.keys(hello).join());
        say({ hello: HELLO });
      };
      on.header = (line) => seen.push(JSON.stringify(line));
      on.op = ({ op }) => seen.push(op);
      on.snapshot = ({ name }) => {
        fs.writeFileSync('image', [...seen, name].join(' '));
        say({ snapshot: { image: path.join(workFolder, 'image') } });
      };
      `,
    );
    expect(await linkedBy(adapter)).toMatchObject([
      image(
        'protocol,workFolder,host,case {"linkScript":1,"options":{}} ' +
          'updateNav updateFunc updateExports flush first',
      ),
      image(
        'protocol,workFolder,host,case {"linkScript":1,"options":{}} ' +
          'updateNav updateFunc updateExports flush updateNav flush second',
      ),
    ]);
  });

  slowTest('may patch one image in place: it is read before the next line is sent', async () => {
    const adapter = smallAdapter(
      folder,
      `
      fs.writeFileSync('image', '');
      on.op = ({ op }) => fs.appendFileSync('image', op === 'flush' ? '' : 'x');
      on.snapshot = () => say({ snapshot: { image: 'image' } });
      `,
    );
    expect(await linkedBy(adapter)).toMatchObject([image('xxx'), image('xxxx')]);
  });

  slowTest('may give a node dump and a symbol map', async () => {
    const symbols = [
      { symbol: { nav: 'main.start' }, rva: 0x1000, size: 1 },
      { symbol: { uav: 'text' }, rva: 0x2000, size: 0 },
      { symbol: { lazy: ['code', 'E'] }, rva: 0x3000, size: 9 },
      { symbol: { global: ['ExitProcess', 'kernel32'] }, rva: 0xffff_ffff, size: 8 },
      { symbol: { global: ['f', null] }, rva: 0, size: 8 },
    ];
    const adapter = smallAdapter(
      folder,
      `
      fs.writeFileSync('image', '');
      fs.writeFileSync('nodes', 'a dump');
      const symbols = ${JSON.stringify(symbols)};
      on.snapshot = () => say({ snapshot: { image: 'image', nodes: 'nodes', symbols } });
      `,
    );
    const [first] = await linkedBy(adapter);
    expect(first).toMatchObject({ nodes: 'a dump', symbols });
  });

  it('may say what the suite does not know', async () => {
    const adapter = smallAdapter(
      folder,
      `
      fs.writeFileSync('image', '');
      on.hello = () => {
        const { capabilities } = HELLO;
        say({ later: 1, hello: { ...HELLO, later: {}, capabilities: { ...capabilities, later: [] } } });
      };
      on.snapshot = () => say({ snapshot: { image: 'image', later: null }, later: [] });
      `,
    );
    expect(await linkedBy(adapter)).toMatchObject([image(''), image('')]);
  });

  slowTest(
    'may announce machines, output modes and levels that the suite does not know',
    async () => {
      const adapter = smallAdapter(
        folder,
        `
      fs.writeFileSync('1.exe', '');
      const { capabilities } = HELLO;
      capabilities.machines.push('ARM64');
      capabilities.outputModes.push('Firmware');
      capabilities.levels.push('speed');
      on.snapshot = () => say({ snapshot: { image: '1.exe' } });
      `,
      );
      expect(await linkedBy(adapter)).toMatchObject([image(''), image('')]);
    },
  );

  slowTest('has a folder for what it needs for a while, which goes with the rest', async () => {
    const adapter = smallAdapter(
      folder,
      `
      const file = path.join(require('node:os').tmpdir(), 'kept');
      fs.writeFileSync(file, '');
      note('folders', file);
      `,
    );
    expect(await linkedBy(adapter)).toHaveLength(2);
    const [, file = ''] = fs.readFileSync(folder.path('folders'), 'utf8').split('\n');
    expect(fs.existsSync(file)).toBe(false);
  });
});

describe('an adapter that says no', () => {
  mostlySlowTest.each(['refused', 'unsupported'])('is told apart: %s', async (outcome) => {
    const adapter = smallAdapter(
      folder,
      `on.snapshot = () => say({ ${outcome}: 'no such thing' });`,
    );
    expect(await linkedBy(adapter)).toEqual([failure(outcome, 'no such thing')]);
  });

  mostlySlowTest.each(['refused', 'unsupported'])(
    'may do so instead of a greeting: %s',
    async (outcome) => {
      const adapter = smallAdapter(folder, `on.hello = () => say({ ${outcome}: 'not here' });`);
      expect(await linkedBy(adapter)).toEqual([failure(outcome, 'not here')]);
    },
  );

  mostlySlowTest.each([
    ["{ refused: '' }", 'refused'],
    ['{ unsupported: 5 }', 'unsupported'],
  ])('has to say why: %s', async (answer, word) => {
    const adapter = smallAdapter(folder, `on.snapshot = () => say(${answer});`);
    const reason = expect.stringContaining(
      `(${word}: Expected a reason, a text that is not empty)`,
    ) as string;
    expect(await linkedBy(adapter)).toEqual([failure('protocol', reason)]);
  });

  slowTest('may do so at any op, and gives no more', async () => {
    const adapter = smallAdapter(
      folder,
      `on.op = () => say({ refused: 'too much' });
      on.snapshot = () => {};`,
    );
    expect(await linkedBy(adapter)).toEqual([failure('refused', 'too much')]);
  });

  slowTest('has given what it gave before', async () => {
    const adapter = smallAdapter(
      folder,
      `
      const { snapshot } = on;
      on.snapshot = (op) => (op.name === 'first' ? snapshot() : say({ refused: 'the second' }));
      `,
    );
    expect(await linkedBy(adapter)).toMatchObject([
      image('an image'),
      failure('refused', 'the second'),
    ]);
  });

  slowTest('is shown on one line, without commands to a terminal', async () => {
    const adapter = smallAdapter(
      folder,
      String.raw`on.snapshot = () => say({ refused: 'a\nb \u001b[2J' + 'c'.repeat(2000) });`,
    );
    const [result] = await linkedBy(adapter);
    expect(result).toMatchObject({
      reason: `a\\u000ab \\u001b[2J${'c'.repeat(1000 - 8)}...`,
    });
  });

  slowTest('is asked no more where it does not name the machine', async () => {
    const text = smallCase(firstUpdate('first', 1)).replace(
      '#update=',
      '#link_option=machine=I386\n#update=',
    );
    const adapter = smallAdapter(folder, `on.header = () => process.exit(1);`);
    expect(await linkedBy(adapter, { text })).toEqual([
      failure('unsupported', 'it does not link for I386'),
    ]);
  });
});

describe('words that this version of the suite does not know', () => {
  const announcing = (more: string): readonly string[] =>
    smallAdapter(
      folder,
      `on.hello = () => say({ hello: { ...HELLO, capabilities: { ...HELLO.capabilities, ${more} } } });`,
    );

  it('are passed over beside others', async () => {
    const command = announcing(
      `machines: ['ARM64', 'AMD64'], outputModes: ['Firmware', 'Exe'], levels: ['signed', 'valid']`,
    );
    expect(await linkedBy(command)).toMatchObject([image('an image'), image('an image')]);
  });

  mostlySlowTest.each([
    [`machines: ['ARM64']`, 'it does not link for AMD64'],
    [`outputModes: ['Firmware']`, 'it does not make Exe'],
    [
      `levels: ['signed']`,
      'it announces no level that this suite knows (valid, runs, meaning, incremental, nodes, bytes)',
    ],
  ])('make a case UNSUPPORTED where there is nothing else: %s', async (more, reason) => {
    expect(await linkedBy(announcing(more))).toEqual([failure('unsupported', reason)]);
  });
});
