import { coff } from '../../reference';
import {
  handedOver,
  importListing,
  importObject,
  type ImportedObject,
} from '../case/object-import/import-object';
import { ObjectError } from '../case/object-import/object-error';
import { DLL, DLL_FUNCTIONS } from './bare-link';

/** Objects as `coff2 import` makes updates of them. */
export interface ImportedVersions {
  /** The lines of a #link block for each object, up to one that is refused. */
  readonly listings: readonly (readonly string[])[];
  /** Why the object after them is refused; null if all were imported. */
  readonly refusal: string | null;
}

/**
 * Imports each object as what changed since all those before it.
 * @throws Error whatever the import throws that is no refusal: a fault of the suite
 */
export function importVersions(objects: readonly Uint8Array[]): ImportedVersions {
  const listings: (readonly string[])[] = [];
  const older: ImportedObject[] = [];
  for (const object of objects) {
    try {
      const imported = importObject(object, {
        dllOf: (symbol) => (DLL_FUNCTIONS.includes(symbol) ? DLL : null),
        roots: [],
      });
      if (imported.undefined.length > 0) {
        const refusal = `nothing defines ${imported.undefined.join(', ')}`;
        return { listings, refusal };
      }
      listings.push([...importListing(imported, handedOver(older)), 'flush']);
      older.push(imported);
    } catch (error) {
      if (!(error instanceof ObjectError) && !(error instanceof coff.Error)) throw error;
      return { listings, refusal: error.message };
    }
  }
  return { listings, refusal: null };
}
