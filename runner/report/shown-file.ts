import * as path from 'node:path';

/**
 * A file as reports name it: relative to the working folder, with slashes, so that it is found on other
 * machines too.
 */
export function shownFile(file: string): string {
  return path.relative('', file).replaceAll('\\', '/');
}
