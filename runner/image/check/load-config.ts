import { coff } from '../../../reference';
import { directoryArea } from './directory-area';
import { hex } from '../../text/numbers';
import { LoadConfigHead } from '../read/layouts';
import { broken } from './rule-table';

const RULES = {
  'load-config-in-section': broken(
    '6.8.2 Load Configuration Layout',
    'The structure has its first fields or more, and is in a section to its own size.',
    'not tried on Windows, whose loader would read outside of the image; Wine loads it',
  ),
  'load-config-aligned': broken(
    'Loader of Windows: MmCreatePeb raises a misalignment (upx/upx issue 556)',
    'The structure of a 64-bit image is at a multiple of 8.',
    'Windows 10 on x64: STATUS_INVALID_IMAGE_PROTECT (upx/upx issue 556)',
  ),
} as const;

/** Bytes. */
const ALIGNMENT_64 = 8;

/** The load configuration: its place, and its size, which says what the loader reads. */
export const LOAD_CONFIG = directoryArea(coff.DirectoryEntry.LOAD_CONFIG, RULES, (check) => {
  const { image, memory, reader, directory, rva, report } = check;
  if (image.is64 && rva % ALIGNMENT_64 !== 0) {
    const place = directory.place('virtual_address');
    report('load-config-aligned', place, hex(rva), `a multiple of ${ALIGNMENT_64}`);
  }
  const config = reader.structure(LoadConfigHead, rva, 'LoadConfigDirectory');
  const place = config?.place('size') ?? directory.place('virtual_address');
  const size = config?.value.size ?? 0;
  if (size >= LoadConfigHead.FILE_SIZE && memory.isMapped(rva, size)) return;
  const expected = `${LoadConfigHead.FILE_SIZE} bytes or more, in a section`;
  report('load-config-in-section', place, `${size} bytes`, expected);
});
