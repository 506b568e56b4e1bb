/** A member of an archive of objects. */
export interface ArchiveMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What every archive starts with. */
const SIGNATURE = '!<arch>\n';
/** Bytes of the header of a member. PE Format, 7.2 Archive Member Headers. */
const HEADER_SIZE = 60;

export function isArchive(bytes: Uint8Array): boolean {
  return text(bytes, 0, SIGNATURE.length) === SIGNATURE;
}

/**
 * The members of an archive, less its tables of symbols and of long names. PE Format, 7 Archive
 * (Library) File Format; GNU writes the same. An archive that is cut has the members that are whole.
 */
export function* archiveMembers(bytes: Uint8Array): Generator<ArchiveMember, void, undefined> {
  let longNames = '';
  for (let at = SIGNATURE.length; at + HEADER_SIZE <= bytes.length;) {
    const field = text(bytes, at, 16).trimEnd();
    const size = Number.parseInt(text(bytes, at + 48, 10), 10);
    const start = at + HEADER_SIZE;
    if (!(size >= 0) || start + size > bytes.length) return;
    if (field === '//') longNames = text(bytes, start, size);
    else if (field !== '/' && field !== '/SYM64/' && field !== '/<ECSYMBOLS>/') {
      yield { name: nameOf(field, longNames), bytes: bytes.subarray(start, start + size) };
    }
    at = start + size + (size % 2);
  }
}

function nameOf(field: string, longNames: string): string {
  if (!/^\/\d+$/.test(field)) return field.replace(/\/$/, '');
  const rest = longNames.slice(Number(field.slice(1)));
  return /^[^\0\n]*/.exec(rest)?.[0].replace(/\/$/, '') ?? '';
}

function text(bytes: Uint8Array, start: number, size: number): string {
  return Buffer.from(
    bytes.buffer,
    bytes.byteOffset + start,
    Math.max(0, Math.min(size, bytes.length - start)),
  ).toString('latin1');
}
