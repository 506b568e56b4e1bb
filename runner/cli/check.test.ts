import { Command } from 'commander';
import { coff } from '../../reference';
import { ExportDirectory } from '../image/read/layouts';
import { ImageEditor } from '../image/check/image-editor';
import { validImage } from '../image/check/testing/images';
import { CapturedIo } from './testing/captured-io';
import { TemporaryFolder } from '../testing/temporary-folder';
import { checkCommand } from './check-command';
import type { ExitCode } from './exit-code';

const folder = TemporaryFolder.forEachTest();

/** Runs `coff2 check`. */
async function check(...args: readonly string[]) {
  return checkWith([], ...args);
}

/** Runs `coff2 check` with these bytes on standard input. */
async function checkWith(stdin: readonly Uint8Array[], ...args: readonly string[]) {
  const io = new CapturedIo({ stdin });
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

/** A DLL with a byte after the NUL of a section's name. */
function unusual(): string {
  const editor = new ImageEditor(validImage('features.dll'));
  editor.set(editor.sectionHeader('.data') + 7, 1, 0x41);
  return folder.write('unusual.dll', editor.bytes);
}

describe('coff2 check', () => {
  it('reads standard input for -, in pieces, beside files', async () => {
    const bytes = validImage('features.dll');
    const pieces = [bytes.subarray(0, 100), bytes.subarray(100)];
    const { exitCode, stdout } = await checkWith(pieces, '-', invalid());
    expect(exitCode).toBe(1);
    expect(stdout.startsWith('standard input: valid\n')).toBe(true);
    expect(await checkWith([Buffer.from('no image')], '-')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^coff2: standard input is not a PE image: /) as string,
    });
    await expect(checkWith([bytes], '-', '-')).rejects.toThrow('read once');
  });

  it('ends with 0 for a valid image', async () => {
    const file = valid();
    expect(await check(file)).toEqual({ exitCode: 0, stdout: `${file}: valid\n`, stderr: '' });
  });

  it('ends with 1, and reports each broken rule with place and value', async () => {
    const file = invalid();
    expect(await check(file)).toEqual({
      exitCode: 1,
      stdout: `${file}: broken by 2 rules
  size-of-headers-covers-headers (broken)
    The size of the headers covers all of the headers.
    PE Format, 3.4.2 Optional Header Windows-Specific Fields (Image Only)
    refused by: ReactOS (PeFmtCreateSection)
    0xcc  OptionalHeader.size_of_headers: 0x0, expected 0x298 or more
  export-ordinal-in-table (broken)
    An ordinal is an index of the export address table.
    PE Format, 6.3.4 Export Ordinal Table
    refused by: GetProcAddress does not find the export (Wine: find_ordinal_export)
    0x7e1  ExportDirectory.ordinal_table_rva[1]: 9, expected below 9 (address_table_entries)
`,
      stderr: '',
    });
  });

  it.each([
    [[], 0],
    [['--strict'], 1],
  ] as const)('with %j ends an image that is only unusual with %i', async (options, exitCode) => {
    const file = unusual();
    const result = await check(...options, file);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout).toMatch(/^.*: unusual by 1 rule\n {2}section-name-padded \(unusual\)\n/);
  });

  it('says of an image whether it is valid as the exit code does, and which grade each rule has', async () => {
    const file = unusual();
    const grades = [expect.objectContaining({ rule: 'section-name-padded', grade: 'unusual' })];
    const json = async (...options: readonly string[]): Promise<unknown> =>
      JSON.parse((await check('--json', ...options, file)).stdout);
    const image = { image: file, error: null, violations: grades };
    expect(await json()).toEqual({ images: [{ ...image, valid: true }] });
    expect(await json('--strict')).toEqual({ images: [{ ...image, valid: false }] });
  });

  it('counts unusual images apart', async () => {
    const { exitCode, stdout } = await check(valid(), unusual());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\n2 images: 1 valid, 1 unusual, 0 broken\n$/);
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
    expect(stdout).toMatch(
      /base-relocation-type \(broken\)\n(.*\n){11} {4}and 92 or more other places\n/,
    );
  });

  it('checks several images, and counts them', async () => {
    const [good, bad] = [valid(), invalid()];
    const { exitCode, stdout } = await check(good, bad, good);
    expect(exitCode).toBe(1);
    expect(stdout.startsWith(`${good}: valid\n${bad}: broken by 2 rules\n`)).toBe(true);
    expect(stdout).toMatch(/: valid\n3 images: 2 valid, 0 unusual, 1 broken\n$/);
  });

  it('ends with 2 where a file is missing or no image, and checks the others', async () => {
    const good = valid();
    const none = folder.path('none.exe');
    const other = folder.write('text.exe', 'no image at all');
    expect(await check(none, other, folder.path(), good)).toEqual({
      exitCode: 2,
      stdout: `${good}: valid\n4 images: 1 valid, 0 unusual, 0 broken, 3 unreadable\n`,
      stderr: `coff2: no such file: ${none}
coff2: ${other} is not a PE image: it is a text
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
              grade: 'broken',
              source: 'PE Format, 3.4.2 Optional Header Windows-Specific Fields (Image Only)',
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
