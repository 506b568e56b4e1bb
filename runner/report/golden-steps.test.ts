import * as fs from 'node:fs';
import * as path from 'node:path';
import { goldenFolder } from '../golden/golden-files';
import { TemporaryFolder } from '../testing/temporary-folder';
import { goldenSteps, isFolderName } from './golden-steps';

const folder = TemporaryFolder.forEachTest();
const UPDATES = ['initial version', 'change the string'];

describe('what the goldens have of a case', () => {
  const [first, second] = goldenSteps(goldenFolder(), 'hello', UPDATES);

  it('is the picture of each update', () => {
    const file = path.join(goldenFolder(), 'hello', '02-change-the-string.png');
    expect(second?.picture).toEqual({ suffix: '.png', bytes: fs.readFileSync(file) });
  });

  it('is the nodes of the first update', () => {
    expect(first?.change).toMatchObject({ summary: '0x6000 bytes', explained: '' });
    expect(first?.change?.nodes).toMatch(/nav\(.*main\.wWinMainCRTStartup\)/);
  });

  it('is what an update changed, explained and as a diff of the nodes', () => {
    expect(second?.change?.summary).toBe('35 bytes changed of 0x6000 bytes');
    expect(second?.change?.explained).toMatch(
      /^Relocations:\n.*\n.*\n +- 0x3c .*lea rbx.*\n +\+ 0x3c /m,
    );
    expect(second?.change?.nodes).toMatch(/^@@ .*\n(.*\n)*\+ {2}uav\(/);
  });

  it('is nothing where there is no golden', () => {
    const none = { picture: null, change: null };
    expect(goldenSteps(goldenFolder(), 'nowhere', UPDATES)).toEqual([none, none]);
    expect(goldenSteps(goldenFolder(), '../goldens/hello', UPDATES)).toEqual([none, none]);
  });

  it('says so where there is no golden of the previous update', () => {
    const from = path.join(goldenFolder(), 'hello');
    fs.mkdirSync(folder.path('hello'));
    for (const name of ['02-change-the-string.exe', '02-change-the-string.nodes']) {
      fs.copyFileSync(path.join(from, name), folder.path('hello', name));
    }
    const [none, alone] = goldenSteps(folder.path(), 'hello', UPDATES);
    expect(none?.change).toBeNull();
    // No picture was shipped, so it is drawn.
    expect(alone?.picture?.suffix).toBe('.svg');
    expect(String(alone?.picture?.bytes)).toContain('hello: change the string');
    expect(alone).toMatchObject({
      change: { summary: '0x6000 bytes; there is no golden of the previous update' },
    });
  });
});

it('a golden that cannot be read is none, and says why', () => {
  const from = path.join(goldenFolder(), 'hello');
  fs.cpSync(from, folder.path('hello'), { recursive: true });
  const image = folder.path('hello', '01-initial-version.exe');
  fs.rmSync(image);
  fs.mkdirSync(image);
  const [first, second] = goldenSteps(folder.path(), 'hello', UPDATES);
  expect(first).toEqual({
    picture: null,
    change: {
      summary: `${image}: expected a file, got a folder; move it away`,
      ...{ explained: '', nodes: '' },
    },
  });
  expect(second?.change?.summary).toBe('0x6000 bytes; there is no golden of the previous update');
});

describe('the name of a folder', () => {
  it.each(['hello', 'a b', 'grün', '..a', '#1'])('may be %j', (name) => {
    expect(isFolderName(name)).toBe(true);
  });

  it.each(['', '.', '..', 'a/b', 'a\\b', '/a', 'C:', 'a\0'])('may not be %j', (name) => {
    expect(isFolderName(name)).toBe(false);
  });
});
