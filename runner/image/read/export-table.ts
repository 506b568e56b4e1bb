import { coff } from '../../../reference';
import { hex } from '../check/hex';
import { TablesTooLarge } from './memory';
import { ExportDirectory } from './layouts';
import type { LoadedImage } from './loaded-image';

/** What the export tables say. */
export interface ExportList {
  /** RVA by name. */
  readonly addresses: ReadonlyMap<string, number>;
  /** What could not be read, one sentence each. */
  readonly broken: readonly string[];
}

/** Reads the export tables: no names if there are none. PE Format, 6.3 The .edata Section. */
export function readExports(loaded: LoadedImage): ExportList {
  const addresses = new Map<string, number>();
  const broken: string[] = [];
  const directory = loaded.image.directories[coff.DirectoryEntry.EXPORT]?.entry.value;
  if (directory === undefined || directory.virtual_address === 0) return { addresses, broken };
  const memory = loaded.memory();
  const rva = directory.virtual_address;
  try {
    const exports = memory.structure(ExportDirectory, rva, 'ExportDirectory')?.value;
    if (exports === undefined) broken.push(`the export directory at ${hex(rva)} is in no section`);
    const count = exports?.number_of_name_pointers ?? 0;
    for (let i = 0; i < count; i += 1) {
      const { name_pointer_rva, ordinal_table_rva, export_address_table_rva } = exports ?? {};
      const name = memory.uint((name_pointer_rva ?? 0) + i * 4, 4);
      const ordinal = memory.uint((ordinal_table_rva ?? 0) + i * 2, 2);
      const bytes = name === null ? null : memory.upToNul(name);
      const address =
        ordinal === null ? null : memory.uint((export_address_table_rva ?? 0) + ordinal * 4, 4);
      if (bytes === null || address === null) {
        broken.push(`export ${hex(i)} has no name, or no address`);
        break;
      }
      addresses.set(Buffer.from(bytes).toString('utf8'), address);
    }
  } catch (error) {
    if (!(error instanceof TablesTooLarge)) throw error;
    broken.push('the export tables claim more bytes than the file has');
  }
  return { addresses, broken };
}
