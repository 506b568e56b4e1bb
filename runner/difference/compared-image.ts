import type { DumpedImage } from '../image/linked-image';

/** An image that is compared with another, and its node dump: as text, or as the bytes of a file in UTF-8. */
export interface ComparedImage extends Omit<DumpedImage, 'nodes'> {
  /** Null if there is none. */
  readonly nodes: string | Uint8Array | null;
}

/** Whether two dumps are the same. */
export function isSameDump(a: string | Uint8Array, b: string | Uint8Array): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

/** A dump as text. */
export function dumpText(dump: string | Uint8Array): string {
  return typeof dump === 'string' ? dump : bytesOf(dump).toString('utf8');
}

function bytesOf(dump: string | Uint8Array): Buffer {
  return typeof dump === 'string'
    ? Buffer.from(dump)
    : Buffer.from(dump.buffer, dump.byteOffset, dump.byteLength);
}
