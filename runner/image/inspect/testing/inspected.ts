import { inspect } from '../inspect';
import type { ImageInspection, ImportObjectInspection, ObjectInspection } from '../inspection';

/** What is in an image. @throws Error if it is none */
export function inspectedImage(bytes: Uint8Array): ImageInspection {
  const inspection = inspect(bytes);
  if (inspection.kind === 'image') return inspection;
  throw new Error(`expected an image, got an ${inspection.kind}`);
}

/** What is in an object. @throws Error if it is none */
export function inspectedObject(bytes: Uint8Array): ObjectInspection {
  const inspection = inspect(bytes);
  if (inspection.kind === 'object') return inspection;
  throw new Error(`expected an object, got an ${inspection.kind}`);
}

/** What is in an import object. @throws Error if it is none */
export function inspectedImportObject(bytes: Uint8Array): ImportObjectInspection {
  const inspection = inspect(bytes);
  if (inspection.kind === 'import_object') return inspection;
  throw new Error(`expected an import object, got an ${inspection.kind}`);
}
