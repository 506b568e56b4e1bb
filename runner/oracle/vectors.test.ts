import * as fs from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { HOST_NAMES } from '../../reference';
import { TemporaryFolder } from '../testing/temporary-folder';
import { packExpectedDigests } from './expected-digests';
import { VectorStore, type Vector } from './vectors';

const folder = TemporaryFolder.forEachTest();

const DIGEST = { image: 'a'.repeat(64), nodes: 'b'.repeat(64), size: 512 };

/** All hosts with one snapshot each. */
const HOSTS = Object.fromEntries(HOST_NAMES.map((host) => [host, [DIGEST]]));

/** The vectors of a store whose expected.json has this. */
function list(expected: unknown): readonly Vector[] {
  const text = typeof expected === 'string' ? expected : JSON.stringify(expected);
  folder.write('expected.json', text);
  return new VectorStore(folder.path()).list();
}

describe('the vectors of a store', () => {
  it('are the entries of its expected.json, each with the script of its name', () => {
    expect(list({ hello: HOSTS })).toEqual([
      {
        name: 'hello',
        script: folder.path('scripts', 'hello.jsonl'),
        isRandom: false,
        isShipped: true,
        expected: HOSTS,
      },
    ]);
  });

  it('are sorted by name, the random ones last', () => {
    const vectors = list({ zebra: HOSTS, 'fuzz-2': HOSTS, 'fuzz-1': HOSTS, apple: HOSTS });
    expect(vectors.map(({ name, isRandom }) => [name, isRandom])).toEqual([
      ['apple', false],
      ['zebra', false],
      ['fuzz-1', true],
      ['fuzz-2', true],
    ]);
  });

  it('are those of the real linker, where no folder is named', () => {
    const [vector] = new VectorStore().list();
    expect(path.relative('.', vector?.script ?? '')).toMatch(/^oracle.scripts.[a-z-]+\.jsonl$/);
  });

  it('are absent if they are random ones without a script; a named one never is', () => {
    fs.mkdirSync(folder.path('scripts'));
    folder.write('scripts/fuzz-2.jsonl', '');
    list({ hello: HOSTS, 'fuzz-1': HOSTS, 'fuzz-2': HOSTS });
    const absent = new VectorStore(folder.path()).absent();
    expect(absent.map(({ name }) => name)).toEqual(['fuzz-1']);
  });

  it('are all in the repository', () => {
    expect(new VectorStore().absent()).toEqual([]);
  });

  const without = (host: string): object => ({ ...HOSTS, [host]: undefined });
  const withDigest = (fields: object): object => ({
    ...HOSTS,
    windows: [{ ...DIGEST, ...fields }],
  });

  it.each([
    ['no JSON', '{"hello":'],
    ['a list', []],
    ['a vector that is a list', { hello: [] }],
    ['an unknown host', { hello: { ...HOSTS, macos: [] } }],
    ['a host that is missing', { hello: without('windows') }],
    ['a digest that is too short', { hello: withDigest({ image: 'a'.repeat(63) }) }],
    ['a digest in upper case', { hello: withDigest({ nodes: 'B'.repeat(64) }) }],
    ['no digest of the dump', { hello: withDigest({ nodes: undefined }) }],
    ['a size that is text', { hello: withDigest({ size: '512' }) }],
    ['a fraction of a size', { hello: withDigest({ size: 0.5 }) }],
    ['an unknown field', { hello: withDigest({ sha1: '' }) }],
  ])('cannot be read from an expected.json with %s', (_title, expected) => {
    expect(() => list(expected)).toThrow();
  });

  it('are the same where expected.json is packed, as in the package', () => {
    fs.mkdirSync(folder.path('oracle'));
    const file = folder.write('oracle/expected.json', JSON.stringify({ hello: HOSTS }));
    const vectors = new VectorStore(folder.path('oracle')).list();
    packExpectedDigests(folder.path('oracle'), folder.path('dist', 'oracle'));
    fs.rmSync(file);
    expect(new VectorStore(folder.path('oracle')).list()).toEqual(vectors);
    expect(vectors.map(({ name }) => name)).toEqual(['hello']);
  });

  it('cannot be read where there is no expected.json', () => {
    expect(() => new VectorStore(folder.path()).list()).toThrow('ENOENT');
  });
});

describe('what a store kept whole', () => {
  it('is unpacked; of other snapshots there is nothing', () => {
    fs.mkdirSync(folder.path('full'));
    folder.write('full/hello.windows.1.img.gz', gzipSync(Buffer.of(0x4d, 0x5a)));
    folder.write('full/hello.windows.1.nodes.gz', gzipSync('file お\n'));
    const store = new VectorStore(folder.path());
    expect(store.image('hello', 'windows', 1)).toEqual(Buffer.of(0x4d, 0x5a));
    expect(store.nodes('hello', 'windows', 1)).toBe('file お\n');
    expect(store.image('hello', 'windows', 0)).toBeNull();
    expect(store.nodes('hello', 'linux-ext4', 1)).toBeNull();
  });
});
