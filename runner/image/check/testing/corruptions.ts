import type { Corruption } from './corruption';
import { EXPORT_CORRUPTIONS } from './export-corruptions';
import { HEADER_CORRUPTIONS } from './header-corruptions';
import { IMPORT_CORRUPTIONS } from './import-corruptions';
import { RESOURCE_CORRUPTIONS } from './resource-corruptions';
import { SECTION_CORRUPTIONS } from './section-corruptions';
import { TABLE_CORRUPTIONS } from './table-corruptions';

/** All corruptions: each rule is broken by one or more. */
export const CORRUPTIONS: readonly Corruption[] = [
  ...HEADER_CORRUPTIONS,
  ...SECTION_CORRUPTIONS,
  ...IMPORT_CORRUPTIONS,
  ...EXPORT_CORRUPTIONS,
  ...RESOURCE_CORRUPTIONS,
  ...TABLE_CORRUPTIONS,
];
