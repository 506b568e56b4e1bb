import * as fs from 'node:fs';
import * as path from 'node:path';
import { coff } from '../../reference';
import { ImageEditor } from '../image/check/image-editor';
import { goldenFolder } from '../golden/golden-files';
import { differencesToFresh, whyNotCompared, type Built } from './same-as-fresh';

function golden(name: string): Uint8Array {
  return fs.readFileSync(`${goldenFolder()}/${name}.exe`);
}

function withoutExports(image: Uint8Array): Uint8Array {
  const copy = Buffer.from(image);
  const optionalHeader = copy.readUInt32LE(0x3c) + 24;
  copy.fill(0, optionalHeader + 112, optionalHeader + 120);
  return copy;
}

function built(image: Uint8Array | null, stdout = '', exitCode: number | null = 0): Built {
  return {
    result:
      image === null
        ? { kind: 'errors', errors: ['a'], compileLog: ['l'] }
        : { kind: 'image', image: '' },
    image,
    run: image === null ? null : { stdout, stderr: '', exitCode, timedOut: false },
  };
}

const HELLO = golden('hello/01-initial-version');
const MORE = golden('imports_grow/03-a-new-dll');
const EXPORTS = fs.readFileSync(path.join(__dirname, '../image/check/fixtures/features.dll'));
/** The same, its export directory gone. */
const NO_EXPORTS = withoutExports(EXPORTS);

describe('an incremental image and a fresh one', () => {
  it('are the same where they do, import and export the same', () => {
    expect(
      differencesToFresh(built(HELLO, 'x'), built(golden('hello/02-change-the-string'), 'x')),
    ).toEqual([]);
  });

  it('differ in what they do', () => {
    expect(differencesToFresh(built(HELLO, 'x'), built(HELLO, 'y', null))).toEqual([
      'the incremental image prints "x", the fresh one "y"',
      'the incremental image exits with 0, the fresh one with no code',
    ]);
  });

  it('differ where one crashes, though that exits as the other does', () => {
    const [right, crashed] = [built(HELLO, 'x', 5), built(HELLO, 'x', 5)].map((one, index) => ({
      ...one,
      run: one.run && { ...one.run, ...(index === 1 ? { crash: 'wine: Unhandled' } : {}) },
    })) as [Built, Built];
    expect(differencesToFresh(crashed, crashed)).toEqual([]);
    expect(differencesToFresh(crashed, right)).toEqual([
      'the incremental image alone crashes, which exits with 5 as well',
    ]);
    expect(differencesToFresh(right, crashed)).toEqual([
      'the fresh image alone crashes, which exits with 5 as well',
    ]);
  });

  it('differ in what they import, whatever they do', () => {
    expect(differencesToFresh(built(MORE), built(HELLO))).toEqual([
      expect.stringMatching(
        /^only the incremental build imports kernel32\.dll!\w+, .*msvcrt\.dll!\w+/,
      ),
    ]);
    expect(differencesToFresh(built(HELLO), built(MORE))).toEqual([
      expect.stringMatching(/^only the fresh build imports /),
    ]);
  });

  it('do not differ by where the names would be that neither import table has', () => {
    const nameless = (rva: number): Uint8Array => {
      const editor = new ImageEditor(Uint8Array.from(HELLO));
      const table = editor.at(editor.getDirectory(coff.DirectoryEntry.IMPORT, 'virtual_address'));
      editor.setField(coff.ImportDirectoryEntry, table, 'name_rva', rva);
      return editor.bytes;
    };
    const [one, other] = [built(nameless(0x7fff_0000)), built(nameless(0x7ffe_0000))];
    expect(differencesToFresh(one, other)).toEqual([]);
    expect(differencesToFresh(one, built(HELLO))).toEqual([
      expect.stringMatching(/^only the incremental build imports \(unreadable\)!/),
      expect.stringMatching(/^only the fresh build imports kernel32\.dll!/),
    ]);
  });

  it('cannot be judged where what one of them imports or exports cannot be read', () => {
    const broken = (index: coff.DirectoryEntry, image: Uint8Array): Built => {
      const editor = new ImageEditor(Uint8Array.from(image));
      editor.setDirectory(index, 'virtual_address', 0x7fff_0000);
      return built(editor.bytes);
    };
    const { IMPORT, EXPORT } = coff.DirectoryEntry;
    const noImports = broken(IMPORT, HELLO);
    // Both are as empty as each other.
    expect(differencesToFresh(noImports, noImports)).toEqual([]);
    expect(whyNotCompared(noImports, noImports)).toMatch(
      /^the incremental image has import tables that cannot be read: import-directory-terminated: /,
    );
    expect(whyNotCompared(built(HELLO), noImports)).toMatch(/^the fresh image has import tables/);
    const noExports = broken(EXPORT, EXPORTS);
    expect(whyNotCompared(noExports, noExports)).toMatch(
      /^the incremental image has export tables that cannot be read: /,
    );
    const garbage = built(Buffer.from('not an image'));
    expect(whyNotCompared(garbage, garbage)).toMatch(/^the incremental image is no PE image: /);
    expect(whyNotCompared(built(HELLO), built(MORE))).toBeNull();
    expect(whyNotCompared(built(EXPORTS), built(NO_EXPORTS))).toBeNull();
    expect(whyNotCompared(built(null), built(null))).toBeNull();
  });

  it('differ in what they export', () => {
    expect(differencesToFresh(built(EXPORTS), built(NO_EXPORTS))).toEqual([
      expect.stringMatching(/^only the incremental build exports .*\bforwarded\b/),
    ]);
  });

  it('differ where one is not made, or for other reasons', () => {
    expect(differencesToFresh(built(HELLO), built(null))).toEqual([
      'the incremental build makes an image, but the fresh build does not',
    ]);
    expect(differencesToFresh(built(null), built(HELLO))).toEqual([
      'the fresh build makes an image, but the incremental build does not',
    ]);
    const other: Built = {
      ...built(null),
      result: { kind: 'errors', errors: ['b'], compileLog: ['l'] },
    };
    expect(differencesToFresh(built(null), built(null))).toEqual([]);
    expect(differencesToFresh(built(null), other)).toEqual([
      'only the incremental build says a',
      'only the fresh build says b',
    ]);
  });
});
