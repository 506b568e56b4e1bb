import * as fs from 'node:fs';
import * as path from 'node:path';
import { PNG } from 'pngjs';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { HOST_NAMES, type HostName } from '../../reference';
import { SmallSuite } from './testing/small-suite';
import { TemporaryFolder } from '../testing/temporary-folder';
import { caseFolder, loadCase } from '../case/case-store';
import { DigestsError, type Digests } from './digests';
import { GoldenCase } from './golden-case';
import { firstUpdate, nextUpdate, smallCase, TWO_UPDATES } from '../case/testing/small-case';
const suite = new SmallSuite(TemporaryFolder.forEachTest());

beforeEach(() => {
  suite.given('two', TWO_UPDATES);
});

/** What compares otherwise than 'same': "image 0 on windows: missing". */
function differences(): readonly string[] {
  const { stored, golden } = suite.open('two');
  const all = stored.case.updates.flatMap((_update, index) => [
    [`picture ${index}`, golden.comparePicture(index)] as const,
    ...HOST_NAMES.flatMap((host) => [
      [`image ${index} on ${host}`, golden.compareImage(index, host)] as const,
      [`nodes ${index} on ${host}`, golden.compareNodes(index, host)] as const,
    ]),
  ]);
  return all
    .filter(([, { result }]) => result !== 'same')
    .map(([what, comparison]) =>
      comparison.result === 'different'
        ? `${what}: ${comparison.reason}`
        : `${what}: ${comparison.result}`,
    );
}

function changeFile(file: string, change: (bytes: Buffer) => Uint8Array | string): void {
  fs.writeFileSync(suite.golden(file), change(fs.readFileSync(suite.golden(file))));
}

function changeDigests(change: (digests: Digests) => void): void {
  changeFile('two/digests.json', (bytes) => {
    const digests = JSON.parse(bytes.toString()) as Digests;
    change(digests);
    return JSON.stringify(digests);
  });
}

describe('an update beside its goldens', () => {
  it('is the same as what was accepted', () => {
    expect(differences()).toEqual([]);
  });

  it('is different from an image of which one byte is', () => {
    changeFile('two/01-first.exe', (bytes) => {
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      return bytes;
    });
    expect(differences()).toEqual(['image 0 on linux-tmpfs: another image of the same size']);
  });

  it('is different from a shorter image, and says by how much', () => {
    changeFile('two/02-second.exe', (bytes) => bytes.subarray(0, 0x2000));
    expect(differences()).toEqual([
      'image 1 on linux-tmpfs: an image of 0x3000 bytes instead of 0x2000',
    ]);
  });

  it('is different from another node dump', () => {
    changeFile('two/02-second.nodes', (bytes) => bytes.toString().replace('main.number', 'main.x'));
    expect(differences()).toEqual(['nodes 1 on linux-tmpfs: another node dump']);
  });

  it.each(HOST_NAMES)('is different from another digest of the image on %s', (host) => {
    changeDigests(({ updates: [first] }) => Object.assign(of(first, host), { image: ZEROES }));
    expect(differences()).toEqual([
      `image 0 on ${host}: another image of the same size, by its digest`,
    ]);
  });

  it.each(HOST_NAMES)('is different from another digest of the node dump on %s', (host) => {
    changeDigests(({ updates: [, second] }) => Object.assign(of(second, host), { nodes: ZEROES }));
    expect(differences()).toEqual([`nodes 1 on ${host}: another node dump, by its digest`]);
  });

  it.each(HOST_NAMES)('is different from another size in the digests on %s', (host) => {
    changeDigests(({ updates: [, second] }) => Object.assign(of(second, host), { size: 5 }));
    expect(differences()).toEqual([
      expect.stringMatching(
        new RegExp(
          `^image 1 on ${host}: .*two.digests\\.json: updates\\[1\\]\\.hosts\\.${host}\\.size: 5, and the image of that digest has \\d{5,} bytes; accept the goldens with: npx `,
        ),
      ),
    ]);
  });

  it.each([
    ['.exe', ['image 0 on linux-tmpfs: missing']],
    ['.nodes', ['nodes 0 on linux-tmpfs: missing']],
    // Its digest is enough.
    ['.png', []],
  ])('misses a %s that is not there, and nothing else', (suffix, missing) => {
    fs.rmSync(suite.golden(`two/01-first${suffix}`));
    expect(differences()).toEqual(missing);
    const { golden } = suite.open('two');
    expect([golden.isOnlyMissing(0), golden.isOnlyMissing(1)]).toEqual([true, false]);
  });

  it('is different from a picture that is not there and whose digest is of another drawing', () => {
    fs.rmSync(suite.golden('two/01-first.png'));
    changeDigests(({ updates: [first] }) => Object.assign(first?.picture ?? {}, { svg: ZEROES }));
    expect(differences()).toEqual(['picture 0: another drawing, by its digest']);
  });

  it('is not only missing where something else is different', () => {
    fs.rmSync(suite.golden('two/01-first.exe'));
    changeFile('two/01-first.nodes', (bytes) => bytes.toString().replace('main.number', 'main.x'));
    expect(suite.open('two').golden.isOnlyMissing(0)).toBe(false);
  });

  slowTest('misses images and dumps on each host where there are no digests', () => {
    fs.rmSync(suite.golden('two/digests.json'));
    expect(differences()).toEqual(
      [0, 1].flatMap((index) =>
        HOST_NAMES.flatMap((host) => [
          `image ${index} on ${host}: missing`,
          `nodes ${index} on ${host}: missing`,
        ]),
      ),
    );
  });

  it('misses what there is no digest of on a host', () => {
    changeDigests(({ updates: [first] }) => delete first?.hosts.windows);
    expect(differences()).toEqual(['image 0 on windows: missing', 'nodes 0 on windows: missing']);
  });

  it('misses everything where nothing was accepted', () => {
    fs.rmSync(suite.goldens, { recursive: true });
    expect(differences()).toHaveLength(14);
    expect(suite.open('two').golden.golden(0)).toBeNull();
    expect(suite.open('two').golden.compareProvenance()).toEqual({ result: 'missing' });
  });
});

const ZEROES = '0'.repeat(64);

function of(update: Digests['updates'][number] | undefined, host: HostName): object {
  return update?.hosts[host] ?? {};
}

describe('the picture of an update', () => {
  const encodedAnew = (change: (png: PNG) => void) => (bytes: Buffer) => {
    const png = PNG.sync.read(bytes);
    change(png);
    return PNG.sync.write(png, { filterType: 0, deflateStrategy: 0 });
  };

  slowTest('holds where another PNG has the same pixels', () => {
    const before = fs.statSync(suite.golden('two/01-first.png')).size;
    changeFile(
      'two/01-first.png',
      encodedAnew(() => undefined),
    );
    expect(fs.statSync(suite.golden('two/01-first.png')).size).not.toBe(before);
    expect(differences()).toEqual([]);
  });

  slowTest('does not where pixels differ, and says how many', () => {
    changeFile(
      'two/01-first.png',
      encodedAnew(({ data }) => data.writeUInt8(data.readUInt8(0) ^ 0xff, 0)),
    );
    expect(differences()).toEqual(['picture 0: a picture of which 1 pixels differ']);
  });

  it('does not where its size differs', () => {
    changeFile('two/02-second.png', () => PNG.sync.write(new PNG({ width: 3, height: 2 })));
    expect(differences()).toEqual([
      expect.stringMatching(/^picture 1: a picture of \d+ x \d+ instead of 3 x 2$/),
    ]);
  });

  mostlySlowTest.each([
    ['is empty', () => '', 'it does not begin as a PNG file'],
    [
      'is text',
      () => 'version https://git-lfs.github.com/spec/v1\n',
      'it does not begin as a PNG file',
    ],
    [
      'is cut short',
      (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
      'it is damaged or cut short',
    ],
    [
      'has other bytes at its end',
      (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('more')]),
      'it is damaged or cut short',
    ],
  ])('does not where its file %s, which names it', (_title, change, why) => {
    changeFile('two/01-first.png', change);
    const [told, ...others] = differences();
    expect(told).toContain(
      `picture 0: ${suite.golden('two/01-first.png')}: ${why}; put it back, or accept the picture with: npx coff2 goldens `,
    );
    expect(others).toEqual([]);
  });
});

describe('the provenance of goldens', () => {
  const reason = (): string | null => {
    const comparison = suite.open('two').golden.compareProvenance();
    return comparison.result === 'different' ? comparison.reason : null;
  };

  it('is the case, the blocks it includes, and the linker', () => {
    expect(reason()).toBeNull();
  });

  it('notices a changed comment, though nothing else is different', () => {
    suite.write('two.incr', `// Two numbers.\n${TWO_UPDATES}`);
    expect(reason()).toMatch(
      /two.digests\.json: case: accepted from another case: [0-9a-f]{64}, now [0-9a-f]{64}; accept the goldens with: npx /,
    );
    expect(differences()).toEqual([]);
  });

  it('notices another linker', () => {
    changeDigests((digests) => Object.assign(digests, { linker: 'coff2@0000000000' }));
    expect(reason()).toMatch(
      /: linker: accepted from another linker: coff2@0{10}, now coff2@\w{10}; /,
    );
  });

  it('notices another script, though the case be the same', () => {
    changeDigests((digests) => Object.assign(digests, { script: ZEROES }));
    expect(reason()).toMatch(/: script: accepted from another script: 0{64}, now /);
  });

  it('does not care for the version of the suite', () => {
    changeDigests((digests) => Object.assign(digests, { suite: '0.0.1' }));
    expect(reason()).toBeNull();
  });

  slowTest('notices a changed block that the case includes', () => {
    const block = (comment: string): string => `fn main.f: fn () void\n  c3  ret  // ${comment}\n`;
    suite.write('lib/block.link', block('once'));
    suite.given(
      'two',
      smallCase(firstUpdate('first', 1), nextUpdate('second', 2, 'include block')),
    );
    expect(reason()).toBeNull();
    suite.write('lib/block.link', block('twice'));
    expect(reason()).toMatch(/: case: accepted from another case: /);
  });

  it('is not vouched for by the real linker, which was never given the case', () => {
    expect(suite.open('two').golden.digests?.realLinker).toBe('not vouched for');
  });

  it('notices goldens that say otherwise', () => {
    changeDigests((digests) => Object.assign(digests, { realLinker: 'vouched for' }));
    expect(reason()).toMatch(
      /: realLinker: accepted as vouched for by the real linker, now not vouched for; accept /,
    );
  });

  it.each([
    ['that is gone', (updates: Digests['updates']) => updates.splice(1), '"first"'],
    [
      'too many',
      (updates: Digests['updates']) => updates.push(...updates.slice(1)),
      '"first", "second", "second"',
    ],
    ['in another order', (updates: Digests['updates']) => updates.reverse(), '"second", "first"'],
    [
      'with another name',
      ([first]: Digests['updates']) => Object.assign(first ?? {}, { name: 'x' }),
      '"x", "second"',
    ],
  ])('notices an update %s', (_title, change, names) => {
    changeDigests(({ updates }) => change(updates));
    expect(reason()).toContain(
      `digests.json: updates: accepted with other updates: ${names}, now "first", "second"; accept the goldens with: `,
    );
    expect(reason()).toMatch(/: npx coff2 goldens --goldens \S+ .*two\.incr$/);
  });
});

describe('the command that accepts goldens', () => {
  const own = loadCase(path.join(caseFolder(), 'hello.incr'));

  it('is that of the repository for a case of the suite', () => {
    expect(new GoldenCase(own, []).acceptCommand).toBe('npm run goldens');
  });

  it('names the folder that was given', () => {
    expect(new GoldenCase(own, [], 'my goldens').acceptCommand).toBe(
      "npx coff2 goldens --goldens 'my goldens' hello",
    );
  });

  it('names the file of another case', () => {
    const { stored } = suite.open('two');
    expect(new GoldenCase(stored, []).acceptCommand).toMatch(/^npx coff2 goldens \S*two\.incr$/);
  });
});

describe('digests that are not what they should be', () => {
  it.each([
    ['no JSON', '{"linker":', 'SyntaxError: '],
    ['nothing', '', 'SyntaxError: '],
    ['another thing', '[]', 'Invalid input: expected object, received array'],
    ['one field too many', '{"color":"red"}', 'linker: Invalid input: expected string'],
  ])('%s: the message names the file and what to do', (_title, text, why) => {
    changeFile('two/digests.json', () => text);
    const file = suite.golden('two/digests.json');
    const read = (): unknown => suite.open('two').golden.digests;
    expect(read).toThrow(DigestsError);
    expect(read).toThrow(`${file}: ${why}`);
    expect(read).toThrow(/; accept the case's goldens again with: npx coff2 goldens .*two\.incr$/);
  });

  it('names the field that is wrong', () => {
    changeDigests(({ updates: [, second] }) =>
      Object.assign(of(second, 'windows'), { image: 'ABC' }),
    );
    expect(() => suite.open('two').golden.digests).toThrow(
      /two.digests\.json: updates\[1\]\.hosts\.windows\.image: .+; accept/,
    );
  });
});
