import { coff } from '../../../../reference';
import { CertificateEntry } from '../../read/layouts';
import { corruptions, type Corruption } from './corruption';
import type { ImageEditor } from '../image-editor';
import { nameUpToTheEnd } from './resource-corruptions';

const { DirectoryEntry, ImportDirectoryEntry } = coff;

/** U+00E9 in UTF-8. */
const E_ACUTE = 0xa9c3;

function optional(field: string, value: (image: ImageEditor) => number | bigint) {
  return (image: ImageEditor): void => {
    image.setOptional(field, value(image));
  };
}

const sizeOfImage = (image: ImageEditor): number => image.getOptional('size_of_image');

/** File offset of the name of the first function that is imported. */
function firstImport(image: ImageEditor): number {
  const dll = image.at(image.directory(DirectoryEntry.IMPORT));
  const lookup = Number(image.getField(ImportDirectoryEntry, dll, 'import_lookup_table_rva'));
  return image.at(Number(image.get(image.at(lookup), image.wordSize))) + 2;
}

/**
 * Edits of valid images that go up to the limit of a rule, and not beyond it: no rule is broken. Each stands under the
 * rule whose limit it is.
 */
export const EDGE_EDITS: readonly Corruption[] = [
  ...corruptions(
    ['golden', 'features.dll', 'program.exe'],
    [
      [
        'base-of-code-in-image',
        'code from the end of the image on',
        optional('base_of_code', sizeOfImage),
      ],
      [
        'content-sizes-in-image',
        'code as large as the image',
        optional('size_of_code', sizeOfImage),
      ],
      [
        'section-line-numbers-in-file',
        'a line number at the end of the file',
        (image) => {
          image.setSection('.text', 'pointer_to_linenumbers', image.bytes.length - 6);
          image.setSection('.text', 'number_of_linenumbers', 1);
        },
      ],
      [
        'string-table-in-file',
        'a string table without strings at the end of the file',
        (image) => {
          image.setHeader('pointer_to_symbol_table', image.bytes.length);
          image.setHeader('number_of_symbols', 0);
          image.append(Uint8Array.of(4, 0, 0, 0));
        },
      ],
      [
        'import-name-is-text',
        'the name of an imported function in UTF-8',
        (image) => {
          image.set(firstImport(image), 2, E_ACUTE);
        },
      ],
    ],
  ),
  ...corruptions(
    ['features.dll'],
    [
      ['resource-name-in-directory', 'a name up to the end of the directory', nameUpToTheEnd(0)],
      [
        'debug-data-at-address',
        'debug data that no address leads to',
        (image) => {
          const at = image.at(image.directory(DirectoryEntry.DEBUG));
          image.setField(coff.DebugDirectoryEntry, at, 'address_of_raw_data', 0);
        },
      ],
    ],
  ),
  ...corruptions(
    ['signed.dll'],
    [
      [
        'certificate-length',
        'a certificate that is a header alone',
        (image) => {
          const table = image.directory(DirectoryEntry.SECURITY);
          image.setField(CertificateEntry, table + 24, 'length', CertificateEntry.FILE_SIZE);
          image.setDirectory(DirectoryEntry.SECURITY, 'size', 32);
          image.cut(table + 32);
        },
      ],
    ],
  ),
];
