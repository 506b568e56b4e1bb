import { coff } from '../../reference';
import type { ImportedFunction } from './rows/fault';
import { alignUp } from './section-list';

/** Import tables, and where they have what. */
export interface ImportTables {
  readonly bytes: Buffer;
  /** RVA of the slot of each function, by {@link importKey}. */
  readonly slots: ReadonlyMap<string, number>;
  /** Bytes of the import directory table, at the start. */
  readonly directorySize: number;
  /** RVA and bytes of all address tables. */
  readonly addresses: { readonly rva: number; readonly size: number };
}

/** Names a function in maps. */
export const importKey = ({ dll, name }: ImportedFunction): string => `${dll}!${name}`;

const ROW = coff.ImportDirectoryEntry.FILE_SIZE;

/**
 * The import tables of these functions: PE Format, 6.4 The .idata Section.
 * @param start RVA
 * @param width bytes of an entry, 8 or 4
 */
export function importTables(
  functions: readonly ImportedFunction[],
  start: number,
  width: 4 | 8,
): ImportTables {
  const dlls = [...new Set(functions.map(({ dll }) => dll))];
  const directorySize = ROW * (dlls.length + 1);
  const tableSize = width * (functions.length + dlls.length);
  const lookup = start + alignUp(directorySize, 8);
  const address = lookup + tableSize;
  const text = address + tableSize;
  const directory = Buffer.alloc(alignUp(directorySize, 8));
  const entries = Buffer.alloc(tableSize);
  const slots = new Map<string, number>();
  const texts: Buffer[] = [];
  let textSize = 0;
  const addText = (bytes: Buffer): number => {
    const at = text + textSize;
    const padded = Buffer.alloc(alignUp(bytes.length, 2));
    padded.set(bytes);
    texts.push(padded);
    textSize += padded.length;
    return at;
  };
  let row = 0;
  for (const [index, dll] of dlls.entries()) {
    coff.ImportDirectoryEntry.write(directory, index * ROW, {
      import_lookup_table_rva: lookup + row,
      time_date_stamp: 0,
      forwarder_chain: 0,
      name_rva: addText(Buffer.from(`${dll}\0`)),
      import_address_table_rva: address + row,
    });
    for (const one of functions.filter((each) => each.dll === dll)) {
      slots.set(importKey(one), address + row);
      entries.writeUInt32LE(addText(Buffer.from(`\0\0${one.name}\0`)), row);
      row += width;
    }
    row += width;
  }
  const bytes = Buffer.concat([directory, entries, entries, ...texts]);
  return { bytes, slots, directorySize, addresses: { rva: address, size: tableSize } };
}
