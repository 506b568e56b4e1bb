import { Buffer as BrowserBuffer } from 'buffer/';
import { compareBytes } from './compare-bytes';

/** Stands for the Buffer of Node.js in a browser. */
export const Buffer = BrowserBuffer;

Buffer.compare = compareBytes;

/** Stands for `constants` of `node:buffer`: V8's. They limit how much is read from files, and a browser reads none. */
export const constants = { MAX_STRING_LENGTH: 0x1fff_ffe8 };

/** Stands for `isUtf8` of `node:buffer`. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return false;
  }
}
