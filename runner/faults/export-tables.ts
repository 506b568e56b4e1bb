import { ExportDirectory } from '../image/read/layouts';

/** An exported name, and its RVA. */
export interface NamedAddress {
  readonly name: string;
  readonly rva: number;
}

/**
 * The export tables: PE Format, 6.3 The .edata Section.
 * @param start RVA
 */
export function exportTables(exports: readonly NamedAddress[], start: number): Buffer {
  const sorted = exports.toSorted((a, b) =>
    Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
  );
  const count = sorted.length;
  const directorySize = ExportDirectory.FILE_SIZE;
  const [addressesAt, namesAt] = [directorySize, directorySize + 4 * count];
  const ordinalsAt = namesAt + 4 * count;
  const textAt = ordinalsAt + 2 * count;
  const tables = Buffer.alloc(textAt);
  const texts = [Buffer.from('image\0')];
  let textSize = texts[0]?.length ?? 0;
  for (const [index, { name, rva }] of sorted.entries()) {
    tables.writeUInt32LE(rva, addressesAt + 4 * index);
    tables.writeUInt32LE(start + textAt + textSize, namesAt + 4 * index);
    tables.writeUInt16LE(index, ordinalsAt + 2 * index);
    const text = Buffer.from(`${name}\0`);
    texts.push(text);
    textSize += text.length;
  }
  ExportDirectory.write(tables, 0, {
    export_flags: 0,
    time_date_stamp: 0,
    major_version: 0,
    minor_version: 0,
    name_rva: start + textAt,
    ordinal_base: 1,
    address_table_entries: count,
    number_of_name_pointers: count,
    export_address_table_rva: start + addressesAt,
    name_pointer_rva: start + namesAt,
    ordinal_table_rva: start + ordinalsAt,
  });
  return Buffer.concat([tables, ...texts]);
}
