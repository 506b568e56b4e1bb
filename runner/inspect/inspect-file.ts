import * as fs from 'node:fs';
import { isNativeError } from 'node:util/types';
import { UnreadableFile } from './file-kind';
import { inspect } from './inspect';
import type { InspectionDocument } from './inspection';

/** Inspects a file; what it cannot read at all becomes a document that says why. */
export function inspectFile(file: string): InspectionDocument {
  try {
    return { file, ...inspect(readBytes(file)) };
  } catch (error) {
    if (!(error instanceof UnreadableFile) && !isFileError(error)) throw error;
    const place = error instanceof UnreadableFile ? `${file}: ` : '';
    return { file, kind: 'unreadable', error: place + error.message };
  }
}

/** A device has no end; a pipe has. */
function readBytes(file: string): Uint8Array {
  const status = fs.statSync(file);
  if (status.isFile() || status.isFIFO()) return fs.readFileSync(file);
  throw new UnreadableFile(`expected a file, got a ${status.isDirectory() ? 'folder' : 'device'}`);
}

/** An error of the file system tells its path and reason by itself. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'code' in error;
}
