import * as fs from 'node:fs';

/** The part of a page that contains its mark, in bytes. */
const HEAD_LENGTH = 1024;

/**
 * Whether a file is a page that this program wrote, and may replace.
 * @param mark what only such pages have in their head
 */
export function isMarked(page: string, mark: string): boolean {
  if (fs.statSync(page, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const file = fs.openSync(page, 'r');
  try {
    const head = Buffer.alloc(HEAD_LENGTH);
    return head.toString('utf8', 0, fs.readSync(file, head)).includes(mark);
  } finally {
    fs.closeSync(file);
  }
}
