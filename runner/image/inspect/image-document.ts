import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import type { BaseRelocations } from '../read/base-relocations';
import { TOO_MANY_ROWS } from '../read/budget';
import type { ExportTable } from '../read/export-table';
import type { Image } from '../read/image';
import type { ImportedDll, ImportRow, ImportTable } from '../read/import-table';
import { ExportDirectory } from '../read/layouts';
import type {
  InspectedRelocationBlock,
  InspectedDirectory,
  Exports,
  InspectedDll as ImportedDllDocument,
  InspectedFunction,
  Part,
} from './inspection';
import { plainRecord, tagOr, type Plain } from './plain';
import { ProblemList } from './problem-list';

/** The data directories, each with the section that it starts in. */
export function directoryPart({ headers, memory }: Image): Part<InspectedDirectory> {
  const rows = headers.directories.map(({ index, name, entry }) => {
    const { virtual_address: rva } = entry.value;
    // The address of the certificates is a file offset.
    const isInMemory = rva !== 0 && index !== coff.DirectoryEntry.SECURITY;
    const section = isInMemory ? (memory.sectionAt(rva)?.name ?? null) : null;
    return { index, name, ...entry.value, section };
  });
  return { rows, ...ProblemList.of([]) };
}

/**
 * The DLLs of an import directory or a delay-load import directory.
 * @param layout of its rows
 */
export function importPart<Row extends ImportRow>(
  { memory, headers }: Image,
  table: ImportTable<Row> | null,
  layout: Parameters<typeof plainRecord<Row>>[0],
): Part<ImportedDllDocument<Row>> {
  const width = headers.is64 ? 8 : 4;
  const addressOf = (rva: number): string | null => {
    const bytes = memory.bytes(rva, width);
    return bytes === null ? null : hex(littleEndian(bytes));
  };
  const rows = (table?.dlls ?? []).map((dll) => ({
    name: dll.name?.text ?? null,
    descriptor: plainRecord(layout, dll.row.value) as Plain<Row>,
    functions: functionsOf(dll, width, addressOf),
    ...ProblemList.of(dll.problems),
  }));
  return { rows, ...ProblemList.of(table?.problems ?? []) };
}

function functionsOf(
  { functions, addressTable }: ImportedDll<ImportRow>,
  width: number,
  addressOf: (rva: number) => string | null,
): readonly InspectedFunction[] {
  return functions.map(({ value, ordinal, hint, name }, i) => {
    const rva = addressTable + i * width;
    return {
      name: name?.text ?? null,
      hint,
      ordinal_number: ordinal,
      address_rva: rva,
      lookup: hex(value),
      address: addressOf(rva),
    };
  });
}

/** What an image exports. */
export function exportPart(table: ExportTable | null): Exports {
  const { directory = null, dllName = null } = table ?? {};
  return {
    directory: directory === null ? null : plainRecord(ExportDirectory, directory.value),
    dll_name: dllName?.text ?? null,
    rows: table?.rows ?? [],
    ...ProblemList.of(table?.problems ?? []),
  };
}

/** The blocks of base relocations. */
export function baseRelocationPart(
  { headers: { budget } }: Image,
  table: BaseRelocations | null,
): Part<InspectedRelocationBlock> {
  const problems: Parameters<typeof ProblemList.of>[0][number][] = [...(table?.problems ?? [])];
  const rows: InspectedRelocationBlock[] = [];
  for (const { head, entries } of table?.blocks ?? []) {
    const read: InspectedRelocationBlock['entries'][number][] = [];
    for (const entry of entries) {
      if (!budget.tryTakeRow()) break;
      const { offset, type } = coff.BaseRelocation.fromInt(entry);
      read.push({ offset, type: tagOr(coff.BaseRelocationType, type) });
    }
    rows.push({ ...head.value, entries: read });
    if (read.length === entries.length) continue;
    const found = `${read.length} of ${entries.length} entries`;
    problems.push({ kind: '', ...head.place('block_size'), found, expected: TOO_MANY_ROWS });
    break;
  }
  return { rows, ...ProblemList.of(problems) };
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
