import type { Fault } from './fault';
import { EXPORT_FAULTS } from './exports';
import { HEADER_FAULTS } from './headers';
import { IMPORT_FAULTS } from './imports';
import { INCREMENTAL_FAULTS } from './incremental';
import { PLACEMENT_FAULTS } from './placement';
import { RELOCATION_FAULTS } from './relocations';
import { SYMBOL_MAP_FAULTS } from './symbol-map';

/** All faults, by kind. */
export const FAULTS: readonly Fault[] = [
  ...RELOCATION_FAULTS,
  ...INCREMENTAL_FAULTS,
  ...IMPORT_FAULTS,
  ...EXPORT_FAULTS,
  ...PLACEMENT_FAULTS,
  ...HEADER_FAULTS,
  ...SYMBOL_MAP_FAULTS,
];
