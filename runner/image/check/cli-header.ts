import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import { CliHeaderHead } from '../read/layouts';
import { directoryArea } from './directory-area';
import { broken } from './rule-table';

const SOURCE = '3.4.3 Optional Header Data Directories (Image Only)';
const WITNESS =
  'not tried on Windows, which is said to hand such an image to the .NET runtime, which could not read it; Wine runs it';

const RULES = {
  'cli-header-in-section': broken(
    SOURCE,
    'The CLR runtime header (ECMA-335, II.25.3.3) has its 72 bytes or more, and is in a section to its own size.',
    WITNESS,
    'unusual',
  ),
  'cli-metadata': broken(
    SOURCE,
    'The metadata of a CLR runtime header is in a section, and starts with "BSJB" (ECMA-335, II.24.2.1).',
    WITNESS,
    'unusual',
  ),
} as const;

/** Bytes of all fields. ECMA-335, II.25.3.3 CLI header. */
const CLI_HEADER_SIZE = 72;

/** "BSJB", what metadata starts with. ECMA-335, II.24.2.1 Metadata root. */
const METADATA_SIGNATURE = 0x424a_5342;
const SIGNATURE_SIZE = 4;

/** The CLR runtime header, which tells that an image is for .NET, and where its metadata is. */
export const CLI_HEADER = directoryArea(coff.DirectoryEntry.COM_DESCRIPTOR, RULES, (check) => {
  const { memory, reader, directory, rva, report } = check;
  const header = reader.structure(CliHeaderHead, rva, 'CliHeader');
  const size = header?.value.size ?? 0;
  if (header === null || size < CLI_HEADER_SIZE || !memory.isMapped(rva, size)) {
    const place = header?.place('size') ?? directory.place('virtual_address');
    const expected = `${CLI_HEADER_SIZE} bytes or more, in a section`;
    report('cli-header-in-section', place, `${size} bytes`, expected);
    return;
  }
  const { metadata_rva: start, metadata_size: length } = header.value;
  const isThere = length >= SIGNATURE_SIZE && memory.isMapped(start, length);
  const signature = isThere ? reader.uint(start, SIGNATURE_SIZE) : null;
  if (signature === METADATA_SIGNATURE) return;
  const found = signature === null ? `${length} bytes` : hex(signature);
  const expected = `"BSJB" (${hex(METADATA_SIGNATURE)}), in a section`;
  report('cli-metadata', header.place('metadata_rva'), `${found} at ${hex(start)}`, expected);
});
