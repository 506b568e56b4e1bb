import { coff } from '../../../reference';

/** What a file that starts with no machine and 0xffff sections is. */
export type AnonymousKind = 'import' | 'big' | 'link-time code' | 'cut' | 'unknown';

/** No machine, and 0xffff sections: no plain object. PE Format, 8.1 Import Header. */
const ANONYMOUS = Buffer.from('0000ffff', 'hex');

/** `ANON_OBJECT_HEADER.ClassID` of winnt.h: what the rest of the file is. */
const CLASS_ID_OFFSET = 12;

/** Objects made with /bigobj: section numbers have 32 bits. */
const BIG = 'c7a1bad1eebaa94baf20faf66aa4dcb8';

/** Objects made with /GL: what the compiler will compile when the program is linked. */
const LINK_TIME_CODE = '38feb30ca5d9ab4dac9bd6b6222653c2';

/** Tells what an anonymous object is; null for a file that is none. */
export function anonymousKind(bytes: Uint8Array): AnonymousKind | null {
  if (!ANONYMOUS.equals(bytes.subarray(0, ANONYMOUS.length))) return null;
  if (bytes.length < coff.ImportHeader.FILE_SIZE) return 'cut';
  if (coff.ImportHeader.read(bytes).version === 0) return 'import';
  const id = Buffer.from(bytes.subarray(CLASS_ID_OFFSET, CLASS_ID_OFFSET + 16)).toString('hex');
  if (id === BIG) return 'big';
  return id === LINK_TIME_CODE ? 'link-time code' : 'unknown';
}
