import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadCase, caseFolder } from '../../case/case-store';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import { goldenFolder } from '../../golden/golden-files';
import { loaderFailure } from './loader-failure';

const FILE = path.join(caseFolder(), 'hello.incr');
const IMAGE = fs.readFileSync(path.join(goldenFolder(), 'hello', '01-initial-version.exe'));

const script = loadCase(FILE).case.script.map(({ json }) => json);
const [program] = snapshotPrograms(script, FILE);
if (program === undefined) throw new Error('the case has no update');

/** The image of a linker that misspells a name: the same, with one letter changed. */
function misspelled(name: string, other: string): Uint8Array {
  const image = Buffer.from(IMAGE);
  image.write(other, image.indexOf(name), 'latin1');
  return image;
}

describe('an exit code that says that the loader did not find something', () => {
  it.each([
    [0xc000_0135, 'a DLL'],
    [0x35, 'a DLL'],
    [0xc000_0139, 'a function of a DLL'],
    [0x39, 'a function of a DLL'],
  ])('%d: names what the linker alone names', (exitCode, what) => {
    expect(loaderFailure(program, misspelled('WriteFile', 'WritePile'), exitCode)).toEqual([
      `most likely the loader did not find ${what}: the linker names import kernel32.dll!WritePile, ` +
        'the case does not',
    ]);
  });

  it('says that the case named it all, where it did', () => {
    expect(loaderFailure(program, IMAGE, 0x35)[0]).toMatch(
      /did not find a DLL: the case names all that the image imports: .*kernel32\.dll!WriteFile/,
    );
  });

  it('says so of an image that cannot be read', () => {
    expect(loaderFailure(program, Buffer.from('x'), 0x35)).toEqual([
      'most likely the loader did not find a DLL, but the imports of the image cannot be read',
    ]);
  });

  it.each([[0], [5], [null]])('is no other one: %j', (exitCode) => {
    expect(loaderFailure(program, IMAGE, exitCode)).toEqual([]);
  });
});
