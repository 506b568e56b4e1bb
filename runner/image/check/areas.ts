import { ALIGNMENT } from './alignment';
import type { Area } from './area';
import { BASE_RELOCATIONS } from './base-relocations';
import { CERTIFICATES } from './certificates';
import { CLI_HEADER } from './cli-header';
import { COFF_HEADER } from './coff-header';
import { COFF_SYMBOLS } from './coff-symbols';
import { DATA_DIRECTORIES } from './data-directories';
import { DEBUG_DIRECTORY } from './debug-directory';
import { DELAY_IMPORTS } from './delay-imports';
import { ENTRY_POINT } from './entry-point';
import { EXCEPTION_TABLE } from './exception-table';
import { EXPORTS } from './exports';
import { IMPORTS } from './imports';
import { LOAD_CONFIG } from './load-config';
import { OPTIONAL_HEADER } from './optional-header';
import { RESOURCES } from './resources';
import { SECTION_TABLE } from './section-table';
import { TLS } from './tls';

/** All areas, in the order in which they are checked: headers, then what they lead to. */
export const AREAS: readonly Area[] = [
  COFF_HEADER,
  COFF_SYMBOLS,
  OPTIONAL_HEADER,
  ALIGNMENT,
  SECTION_TABLE,
  ENTRY_POINT,
  DATA_DIRECTORIES,
  EXPORTS,
  IMPORTS,
  DELAY_IMPORTS,
  RESOURCES,
  EXCEPTION_TABLE,
  CERTIFICATES,
  BASE_RELOCATIONS,
  DEBUG_DIRECTORY,
  TLS,
  LOAD_CONFIG,
  CLI_HEADER,
];
