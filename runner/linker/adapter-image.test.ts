import * as fs from 'node:fs';
import * as path from 'node:path';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { failure, image } from './testing/expected-links';
import { linkedBy, LONG } from './testing/linked-by';
import { nothingLeft } from './protocol/testing/left-behind';
import { smallAdapter } from './protocol/testing/small-adapter';
import { TemporaryFolder } from '../testing/temporary-folder';

jest.setTimeout(4 * LONG);

/** Whatever it does, nothing of it is left. */
afterEach(() => nothingLeft(folder));

const folder = TemporaryFolder.forEachTest();

describe('an image of an adapter', () => {
  const wrong = (reason: unknown): object => failure('protocol', reason);

  /** What comes of a path that an adapter names, having done something before. */
  async function named(name: string, before = ''): Promise<unknown> {
    const adapter = smallAdapter(
      folder,
      `const { execFileSync } = require('node:child_process');
      on.snapshot = () => { ${before}; say({ snapshot: { image: ${name} } }); };`,
    );
    const [result] = await linkedBy(adapter, { maxImage: 1000 });
    return result;
  }

  it('may be named by a symbolic link within the folder', async () => {
    const before = `fs.writeFileSync('a', 'bytes'); fs.symlinkSync('a', 'b' + Date.now());`;
    expect(
      await named(`fs.readdirSync('.').find((name) => name[0] === 'b')`, before),
    ).toMatchObject(image('bytes'));
  });

  mostlySlowTest.each([
    ['above the folder', `'../../secret'`, ''],
    ['at an absolute path', `path.join(__dirname, 'secret')`, ''],
    ['behind a symbolic link', `'link'`, `fs.symlinkSync(path.join(__dirname, 'secret'), 'link')`],
    [
      'behind a folder that is a symbolic link',
      `'link/secret'`,
      `fs.symlinkSync(__dirname, 'link')`,
    ],
    [
      'in a folder whose name begins the same',
      `'../work2/a'`,
      `fs.mkdirSync('../work2'); fs.writeFileSync('../work2/a', '')`,
    ],
  ])('is not read outside of the work folder: %s', async (_what, name, before) => {
    folder.write('secret', 'do not read');
    fs.mkdirSync(folder.path('sub'));
    expect(await named(name, before)).toEqual(
      wrong(expect.stringMatching(/is outside the work folder$|^there is no file "/)),
    );
  });

  mostlySlowTest.each([
    ['that is missing', `'none'`, '', 'there is no file "none" in the work folder'],
    ['that is a folder', `'sub'`, `fs.mkdirSync('sub')`, '"sub" is a folder; expected a file'],
    ['that is the work folder', `'.'`, '', '"." is the work folder itself; expected a file in it'],
    ['that is a pipe', `'pipe'`, `execFileSync('mkfifo', ['pipe'])`, '"pipe" is not a file'],
    [
      'that is a socket',
      `'socket'`,
      `await new Promise((done) => require('node:net').createServer().listen('socket', done))`,
      '"socket" cannot be opened for reading (ENXIO)',
    ],
    [
      'that leads to itself',
      `'loop'`,
      `fs.symlinkSync('loop', 'loop')`,
      'there is no file "loop" in the work folder',
    ],
    ['with a NUL in its name', `'a\\0b'`, '', 'there is no file "a\\u0000b" in the work folder'],
    [
      'with a very long name',
      `'a'.repeat(300)`,
      '',
      `there is no file "${'a'.repeat(300)}" in the work folder`,
    ],
    [
      'that is too large',
      `'big'`,
      `fs.writeFileSync('big', Buffer.alloc(1001))`,
      '"big" has 1001 bytes, but only 1000 are allowed; see --max-image',
    ],
    [
      'that is of endless size',
      `'sparse'`,
      `fs.writeFileSync('sparse', ''); fs.truncateSync('sparse', 2 ** 40)`,
      '"sparse" has 1099511627776 bytes, but only 1000 are allowed; see --max-image',
    ],
  ])('is not read %s', async (_what, name, before, reason) => {
    const adapter = smallAdapter(
      folder,
      `const { execFileSync } = require('node:child_process');
      on.snapshot = async () => { ${before}; say({ snapshot: { image: ${name} } }); };`,
    );
    expect(await linkedBy(adapter, { maxImage: 1000 })).toEqual([wrong(reason)]);
  });

  slowTest('may be as large as is allowed, and a node dump eight times that', async () => {
    const adapter = smallAdapter(
      folder,
      `fs.writeFileSync('image', Buffer.alloc(1000));
      fs.writeFileSync('nodes', 'x'.repeat(8000));
      on.snapshot = ({ name }) => {
        if (name === 'second') fs.appendFileSync('nodes', 'x');
        say({ snapshot: { image: 'image', nodes: 'nodes' } });
      };`,
    );
    const results = await linkedBy(adapter, { maxImage: 1000 });
    expect(results[0]).toMatchObject({ image: Buffer.alloc(1000), nodes: 'x'.repeat(8000) });
    expect(results[1]).toEqual(
      wrong('"nodes" has 8001 bytes, but only 8000 are allowed; see --max-image'),
    );
  });

  slowTest('leaves with its folder, whatever lies there', async () => {
    const adapter = smallAdapter(
      folder,
      `fs.mkdirSync('a/b/c', { recursive: true });
      fs.writeFileSync('a/b/c/file', '', { mode: 0 });
      fs.chmodSync('a/b', 0);
      fs.writeFileSync('../stray', '');
      note('folders', path.resolve('../stray'));`,
    );
    expect(await linkedBy(adapter)).toHaveLength(2);
    const words = fs.readFileSync(folder.path('folders'), 'utf8').trim().split('\n');
    expect(words.filter((word) => fs.existsSync(path.dirname(word)))).toEqual([]);
  });
});
