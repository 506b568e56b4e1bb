/** A file in an archive. */
export interface ArchiveMember {
  /** At most 15 bytes. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The symbols that it defines. */
  readonly symbols: readonly string[];
}

/** PE Format, 7.1 Archive File Signature. */
const SIGNATURE = '!<arch>\n';

/** Bytes. PE Format, 7.2 Archive Member Headers. */
const HEADER_SIZE = 60;

/**
 * An archive, with the first linker member, by which linkers find the member of a symbol.
 *
 * PE Format, 7 Archive (Library) File Format.
 */
export function writeArchive(members: readonly ArchiveMember[]): Uint8Array {
  const indexSize = symbolIndex(members, []).length;
  const offsets: number[] = [];
  let offset = SIGNATURE.length + memberSize(indexSize);
  for (const { bytes } of members) {
    offsets.push(offset);
    offset += memberSize(bytes.length);
  }
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    ...memberPieces('/', symbolIndex(members, offsets)),
    ...members.flatMap(({ name, bytes }) => memberPieces(`${name}/`, bytes)),
  ]);
}

/** PE Format, 7.3 First Linker Member: numbers are big-endian. */
function symbolIndex(members: readonly ArchiveMember[], offsets: readonly number[]): Buffer {
  const rows = members.flatMap(({ symbols }, i) =>
    symbols.map((symbol) => ({ symbol, offset: offsets[i] ?? 0 })),
  );
  const numbers = Buffer.alloc(4 * (1 + rows.length));
  numbers.writeUInt32BE(rows.length);
  rows.forEach(({ offset: at }, i) => numbers.writeUInt32BE(at, 4 * (1 + i)));
  return Buffer.concat([numbers, Buffer.from(rows.map(({ symbol }) => `${symbol}\0`).join(''))]);
}

function memberSize(size: number): number {
  return HEADER_SIZE + size + (size % 2);
}

function memberPieces(name: string, bytes: Uint8Array): readonly Uint8Array[] {
  const header =
    `${name.padEnd(16)}${'0'.padEnd(12)}${''.padEnd(6)}${''.padEnd(6)}` +
    `${'0'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`;
  // Each member starts at an even offset.
  return [Buffer.from(header), bytes, Buffer.from(bytes.length % 2 === 0 ? '' : '\n')];
}
