import * as fs from 'node:fs';
import * as path from 'node:path';
import { circleText, fileErrorText, isFileError } from './file-error';
import { readStoredFile } from './input-file';

/** What goes wrong because the machine has no more of something: no other file could be read either. */
const OF_THE_MACHINE: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * Why a file cannot be read, and what helps: "a.exe: expected a file, got a folder; move it away".
 * @param error what was thrown when it was read
 * @param read the file, for errors that do not name one
 * @returns null if that says nothing about this one file
 */
export function unreadableFileText(error: unknown, read: string): string | null {
  if (!isFileError(error) || OF_THE_MACHINE.has(error.code)) return null;
  const { code, path: file = read, message } = error;
  switch (code) {
    case 'ENOENT':
      return `${fileErrorText(error)}; put it back`;
    case 'EISDIR':
      return `${file}: expected a file, got a folder; move it away`;
    case 'EINVAL':
      return `${message}; move it away`;
    case 'ENOTDIR':
      return `${fileAbove(file)}: expected a folder, got a file; move it away`;
    case 'ELOOP':
      return `${circleText(file)}; move it away`;
    case 'EACCES':
    case 'EPERM':
      return `${file}: no permission to read it (${code}); let this user read it, and search its folders`;
    case undefined:
    default:
      return error.path === undefined ? `${file}: ${message}` : message;
  }
}

/** The text of a file, in UTF-8; null if it cannot be read. For what is shown besides, and can be left out. */
export function readableText(file: string): string | null {
  try {
    return readStoredFile(file).toString('utf8');
  } catch (error) {
    if (unreadableFileText(error, file) === null) throw error;
    return null;
  }
}

/** What is no folder on the way to a file, or to a folder that is none. */
function fileAbove(file: string): string {
  let above = file;
  while (!fs.existsSync(above)) {
    const next = path.dirname(above);
    if (next === above) break;
    above = next;
  }
  return above;
}
