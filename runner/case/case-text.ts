import { isUtf8 } from 'node:buffer';
import { CaseError } from './case-error';

/**
 * The text of a case file.
 * @param name of the file in messages
 * @throws CaseError if it is no text in UTF-8, or starts with a byte order mark
 */
export function caseText(bytes: Buffer, name: string): string {
  const refuse = (line: number, reason: string): CaseError =>
    new CaseError(name, [{ line, reason }]);
  const start = bytes.subarray(0, 3).toString('hex');
  if (start === 'efbbbf') {
    throw refuse(1, 'the file starts with a byte order mark; save it as UTF-8 without one');
  }
  if (start.startsWith('fffe') || start.startsWith('feff')) {
    throw refuse(1, 'the file is UTF-16; save it as UTF-8');
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    throw refuse(lineOf(bytes, zero), 'a case file is text, and this line has a zero byte');
  }
  if (!isUtf8(bytes)) {
    throw refuse(firstBadLine(bytes), 'this line is not valid UTF-8');
  }
  return bytes.toString('utf8');
}

/** The line of an offset, from 1. */
function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (const byte of bytes.subarray(0, offset)) if (byte === 0x0a) line += 1;
  return line;
}

/** The first line that is no UTF-8. No character of UTF-8 has a line feed within. */
function firstBadLine(bytes: Buffer): number {
  let start = 0;
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
