import { coff } from '../../../reference';
import { directoryArea } from './directory-area';
import { LoadConfigHead } from '../read/layouts';

const RULES = {
  'load-config-in-section': [
    '6.8.2 Load Configuration Layout',
    'The structure has its first fields or more, and is in a section to its own size.',
  ],
} as const;

/** The load configuration: its size, which says what the loader reads. */
export const LOAD_CONFIG = directoryArea(coff.DirectoryEntry.LOAD_CONFIG, RULES, (check) => {
  const { memory, reader, directory, rva, report } = check;
  const config = reader.structure(LoadConfigHead, rva, 'LoadConfigDirectory');
  const place = config?.place('size') ?? directory.place('virtual_address');
  const size = config?.value.size ?? 0;
  if (size >= LoadConfigHead.FILE_SIZE && memory.isMapped(rva, size)) return;
  const expected = `${LoadConfigHead.FILE_SIZE} bytes or more, in a section`;
  report('load-config-in-section', place, `${size} bytes`, expected);
});
