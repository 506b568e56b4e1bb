import { Buffer as BrowserBuffer } from 'buffer/';

/** Stands for the Buffer of Node.js in a browser. */
export const Buffer = BrowserBuffer;

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
