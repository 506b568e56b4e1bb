import { isNativeError } from 'node:util/types';
import { fileErrorText } from '../../system/file-error';
import { readInputFile } from '../../system/input-file';
import { UnreadableFile } from '../read/file-kind';
import { inspect } from './inspect';
import type { InspectionDocument } from './inspection';

/**
 * Inspects a file; what it cannot read at all becomes a document that says why.
 * @param file its name in messages and in the document
 * @param read gives its bytes, or throws the error of the file system
 */
export function inspectFile(
  file: string,
  read: () => Buffer = () => readInputFile(file),
): InspectionDocument {
  try {
    return { file, ...inspect(read()) };
  } catch (error) {
    if (!(error instanceof UnreadableFile) && !isFileError(error)) throw error;
    const reason = isFileError(error) ? fileErrorText(error) : `${file}: ${error.message}`;
    return { file, kind: 'unreadable', error: reason };
  }
}

/** An error of the file system tells its path and reason by itself. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'code' in error;
}
