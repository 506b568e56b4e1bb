import { isNativeError } from 'node:util/types';
import { readInputFile } from '../../system/input-file';
import { UnreadableFile } from '../read/file-kind';
import { inspect } from './inspect';
import type { InspectionDocument } from './inspection';

/** Inspects a file; what it cannot read at all becomes a document that says why. */
export function inspectFile(file: string): InspectionDocument {
  try {
    return { file, ...inspect(readInputFile(file)) };
  } catch (error) {
    if (!(error instanceof UnreadableFile) && !isFileError(error)) throw error;
    const place = error instanceof UnreadableFile ? `${file}: ` : '';
    return { file, kind: 'unreadable', error: place + error.message };
  }
}

/** An error of the file system tells its path and reason by itself. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'code' in error;
}
