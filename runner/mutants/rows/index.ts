import { mutantsOf, type Mutant } from './mutant';
import { ADDRESSES } from './addresses';
import { ALIGNMENT } from './alignment';
import { COFF2 } from './coff2';
import { GLOBAL_TABLE } from './global-table';
import { HEADERS } from './headers';
import { IDLE_TASKS } from './idle-tasks';
import { IMAGE_BYTES } from './image-bytes';
import { IMAGE_FILE } from './image-file';
import { IMPORT_TABLE } from './import-table';
import { INDEX_STACK } from './index-stack';
import { KEYED_SYMBOLS } from './keyed-symbols';
import { LINK_STATE } from './link-state';
import { MAPPED_FILE } from './mapped-file';
import { MOVED_SYMBOLS } from './moved-symbols';
import { OPTIONS } from './options';
import { PENDING_UAVS } from './pending-uavs';
import { RELOC_KIND } from './reloc-kind';
import { RELOC_TABLE } from './reloc-table';
import { RELOCATOR } from './relocator';
import { SECTIONS } from './sections';
import { SYMBOL_MAP } from './symbol-map';
import { SYMBOL_TABLE } from './symbol-table';
import { SYMBOL_WRITER } from './symbol-writer';

/** All mutants. */
export const MUTANTS: readonly Mutant[] = mutantsOf([
  ADDRESSES,
  ALIGNMENT,
  COFF2,
  GLOBAL_TABLE,
  HEADERS,
  IDLE_TASKS,
  IMAGE_BYTES,
  IMAGE_FILE,
  IMPORT_TABLE,
  INDEX_STACK,
  KEYED_SYMBOLS,
  LINK_STATE,
  MAPPED_FILE,
  MOVED_SYMBOLS,
  OPTIONS,
  PENDING_UAVS,
  RELOC_KIND,
  RELOC_TABLE,
  RELOCATOR,
  SECTIONS,
  SYMBOL_MAP,
  SYMBOL_TABLE,
  SYMBOL_WRITER,
]);
