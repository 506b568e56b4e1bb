import type { Reader } from './reader';
import { CASES } from './cases';
import { COFF_STRUCTURES } from './coff-structures';
import { CHECKED_IMAGES, COMPARED_IMAGES, EXPLAINED_IMAGES, INSPECTED_IMAGES } from './images';
import { CONFIGS, DIGESTS, EXPECTATIONS, REPORTS } from './json-files';
import { LINK_SCRIPTS } from './link-scripts';
import { NODE_DUMPS } from './node-dumps';
import { IMPORTED_OBJECTS, INSPECTED_OBJECTS } from './objects';
import { ADAPTER_LINES, SUITE_LINES } from './protocol-lines';
import { ZIG_MESSAGES } from './zig-messages';

/** All readers of the suite that take bytes of others. */
export const READERS: readonly Reader[] = [
  COFF_STRUCTURES,
  CHECKED_IMAGES,
  INSPECTED_IMAGES,
  EXPLAINED_IMAGES,
  COMPARED_IMAGES,
  IMPORTED_OBJECTS,
  INSPECTED_OBJECTS,
  LINK_SCRIPTS,
  CASES,
  SUITE_LINES,
  ADAPTER_LINES,
  CONFIGS,
  EXPECTATIONS,
  REPORTS,
  DIGESTS,
  NODE_DUMPS,
  ZIG_MESSAGES,
];
