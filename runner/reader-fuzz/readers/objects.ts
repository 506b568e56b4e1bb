import { coff } from '../../../reference';
import { importListing, importObject } from '../../case/object-import/import-object';
import { ObjectError } from '../../case/object-import/object-error';
import { inspect } from '../../image/inspect/inspect';
import { PARTS } from '../../image/inspect/inspection';
import { inspectionLines } from '../../image/inspect/text/inspection-text';
import { UnreadableFile } from '../../image/read/file-kind';
import type { Reader, ReaderSeed } from './reader';
import { objectPlaces } from './object-places';
import { seedFiles } from './seed-files';

function objects(): readonly ReaderSeed[] {
  return seedFiles('runner/case/object-import/fixtures', '.obj', 20).map((seed) => ({
    ...seed,
    places: objectPlaces(seed.bytes),
  }));
}

/** Objects that become a listing: `coff2 import`. */
export const IMPORTED_OBJECTS: Reader = {
  name: 'import',
  what: 'objects, to import them',
  form: 'bytes',
  seeds: objects,
  read: (bytes) => {
    importListing(importObject(bytes, { dllOf: () => 'kernel32', roots: [] }), null);
  },
  refusals: [ObjectError, coff.Error],
  // Uninitialized data, of which an object may have 64 MiB.
  room: () => 0x420_0000,
};

/** All that is in an object: `coff2 inspect`. */
export const INSPECTED_OBJECTS: Reader = {
  name: 'inspect-object',
  what: 'objects, to print what is in them',
  form: 'bytes',
  seeds: objects,
  read: (bytes) => {
    Array.from(inspectionLines('file.obj', inspect(bytes), PARTS));
  },
  refusals: [UnreadableFile],
};
