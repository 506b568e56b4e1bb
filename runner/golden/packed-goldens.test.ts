import * as fs from 'node:fs';
import { TemporaryFolder } from '../testing/temporary-folder';
import { PackedGoldens, PackedGoldensError, packGoldens } from './packed-goldens';

const folder = TemporaryFolder.forEachTest();

/** Every byte there is, twice. */
const BYTES = Buffer.from(Array.from({ length: 512 }, (_one, index) => index % 256));

function packed(): PackedGoldens {
  packGoldens(folder.path('goldens'), folder.path('packed'));
  return new PackedGoldens(folder.path('packed'));
}

beforeEach(() => {
  for (const name of ['one', 'two']) {
    fs.mkdirSync(folder.path('goldens', name), { recursive: true });
  }
  folder.write('goldens/README.md', 'what this is');
  folder.write('goldens/one/01-first.exe', BYTES);
  folder.write('goldens/one/01-first.nodes', 'grün\r\n');
  folder.write('goldens/one/01-first.png', BYTES);
  folder.write('goldens/two/01-first.exe', '');
});

describe('goldens that are packed for the package', () => {
  it('are the same bytes as before', () => {
    const goldens = packed();
    expect(goldens.read('one', '01-first.exe')).toEqual(BYTES);
    expect(goldens.read('two', '01-first.exe')).toEqual(Buffer.alloc(0));
    expect(goldens.read('one', '01-first.nodes')?.toString('utf8')).toBe('grün\r\n');
  });

  it('are one file for each case', () => {
    packed();
    expect(fs.readdirSync(folder.path('packed')).sort()).toEqual(['one.json.br', 'two.json.br']);
  });

  it('have no pictures, and nothing else that was not there', () => {
    const goldens = packed();
    expect(goldens.read('one', '01-first.png')).toBeNull();
    expect(goldens.read('one', '02-second.exe')).toBeNull();
    expect(goldens.read('three', '01-first.exe')).toBeNull();
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)],
    ['of something else', () => Buffer.from('{}')],
  ])('are refused where their file is %s, with its name and what to do', (_title, broken) => {
    const goldens = packed();
    const file = folder.path('packed/one.json.br');
    fs.writeFileSync(file, broken(fs.readFileSync(file)));
    const read = () => goldens.read('one', '01-first.exe');
    expect(read).toThrow(PackedGoldensError);
    expect(read).toThrow(/one\.json\.br: .*install coff2-conformance again$/);
  });
});
