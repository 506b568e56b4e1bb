import { Command } from 'commander';
import { coff } from '../../reference';
import { ExportDirectory } from '../image/read/layouts';
import { ImageEditor } from '../image/check/testing/image-editor';
import { validImage } from '../image/check/testing/images';
import { CapturedIo } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';
import { checkCommand } from './check-command';
import type { ExitCode } from './exit-code';

const folder = TemporaryFolder.forEachTest();

/** Runs `coff2 check`. */
async function check(...args: readonly string[]) {
  const io = new CapturedIo();
  let exitCode: ExitCode | null = null;
  const command = checkCommand(io, (code) => {
    exitCode = code;
  });
  await new Command().addCommand(command).parseAsync(['check', ...args], { from: 'user' });
  return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
}

function valid(): string {
  return folder.write('valid.dll', validImage('features.dll'));
}

/** A DLL with headers that are too small, and an export ordinal past its table. */
function invalid(): string {
  const editor = new ImageEditor(validImage('features.dll'));
  editor.setOptional('size_of_headers', 0);
  const exports = editor.at(editor.directory(coff.DirectoryEntry.EXPORT));
  const ordinals = Number(editor.getField(ExportDirectory, exports, 'ordinal_table_rva'));
  editor.set(editor.at(ordinals) + 2, 2, 9);
  return folder.write('invalid.dll', editor.bytes);
}

describe('coff2 check', () => {
  it('ends with 0 for a valid image', async () => {
    const file = valid();
    expect(await check(file)).toEqual({ exitCode: 0, stdout: `${file}: valid\n`, stderr: '' });
  });

  it('ends with 1, and reports each broken rule with place and value', async () => {
    const file = invalid();
    expect(await check(file)).toEqual({
      exitCode: 1,
      stdout: `${file}: 2 rules are broken
  size-of-headers-covers-headers
    The size of the headers covers all of the headers.
    PE Format, 3.4.2 Optional Header Windows-Specific Fields (Image Only)
    0xcc  OptionalHeader.size_of_headers: 0x0, expected 0x298 or more
  export-ordinal-in-table
    An ordinal is an index of the export address table.
    PE Format, 6.3.4 Export Ordinal Table
    0x7e1  ExportDirectory.ordinal_table_rva[1]: 9, expected below 9 (address_table_entries)
`,
      stderr: '',
    });
  });

  it('shows the first places of a rule that is broken in many', async () => {
    const editor = new ImageEditor(validImage('features.dll'));
    editor.setDirectory(5, 'virtual_address', 0x1000);
    editor.setDirectory(5, 'size', 0x100);
    editor.bytes.fill(0xcc, editor.at(0x1000), editor.endAt(0x1000));
    editor.setField(
      { FILE_SIZE: 8, fields: [{ name: 'head', type: 'u64', offset: 0, size: 8 }] },
      editor.at(0x1000),
      'head',
      0x100_0000_1000n,
    );
    const { exitCode, stdout } = await check(folder.write('many.dll', editor.bytes));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/base-relocation-type\n(.*\n){10} {4}and 92 or more other places\n/);
  });

  it('checks several images, and counts them', async () => {
    const [good, bad] = [valid(), invalid()];
    const { exitCode, stdout } = await check(good, bad, good);
    expect(exitCode).toBe(1);
    expect(stdout.startsWith(`${good}: valid\n${bad}: 2 rules are broken\n`)).toBe(true);
    expect(stdout).toMatch(/: valid\n3 images: 2 valid, 1 invalid\n$/);
  });

  it('ends with 2 where a file is missing or no image, and checks the others', async () => {
    const good = valid();
    const none = folder.path('none.exe');
    const other = folder.write('text.exe', 'no image at all');
    expect(await check(none, other, folder.path(), good)).toEqual({
      exitCode: 2,
      stdout: `${good}: valid\n4 images: 1 valid, 0 invalid, 3 unreadable\n`,
      stderr: `coff2: ENOENT: no such file or directory, open '${none}'
coff2: ${other} is not a PE image: no "MZ" at its start, and no PE signature
coff2: ${folder.path()}: expected a file, got a folder
`,
    });
  });

  it('prints one JSON document, if asked to', async () => {
    const [good, bad, none] = [valid(), invalid(), folder.path('none.exe')];
    const { exitCode, stdout } = await check('--json', good, bad, none);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      images: [
        { image: good, valid: true, error: null, violations: [] },
        {
          image: bad,
          valid: false,
          error: null,
          violations: [
            {
              rule: 'size-of-headers-covers-headers',
              section: 'PE Format, 3.4.2 Optional Header Windows-Specific Fields (Image Only)',
              offset: 0xcc,
              field: 'OptionalHeader.size_of_headers',
              found: '0x0',
              expected: '0x298 or more',
            },
            expect.objectContaining({ rule: 'export-ordinal-in-table', offset: 0x7e1, found: '9' }),
          ],
        },
        expect.objectContaining({ image: none, valid: false, violations: [] }),
      ],
    });
  });
});
