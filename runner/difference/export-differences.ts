import type { ImagePair } from './image-pair';
import type { Difference } from './difference';
import type { NamedExport } from './exported';
import { order } from './import-differences';
import { hex } from '../text/numbers';
import { printable } from '../text/printable';
import type { ExportTable } from '../image/read/export-table';

/** Compares what is exported; takes the tables out of the rest. */
export function exportDifferences(images: ImagePair): Difference[] {
  const { before, after } = images;
  const tables = { before: before.view.image.exports, after: after.view.image.exports };
  before.rest.takeOut(tables.before?.ranges ?? []);
  after.rest.takeOut(tables.after?.ranges ?? []);
  const old = new Map(before.exports.map((entry) => [entry.name, entry]));
  const now = new Map(after.exports.map((entry) => [entry.name, entry]));
  const differences: Difference[] = [];
  for (const entry of old.values()) {
    const other = now.get(entry.name);
    if (other === undefined) differences.push(oneSided(entry, 'before'));
    else differences.push(...sameExport(images, entry, other));
  }
  for (const entry of now.values()) {
    if (!old.has(entry.name)) differences.push(oneSided(entry, 'after'));
  }
  const names = order('export_order', 'order of the exports', [...old.keys()], [...now.keys()]);
  return [...differences, ...names, ...directory(tables.before, tables.after)];
}

function target(entry: NamedExport): string {
  return entry.forwarder ?? hex(entry.rva);
}

function oneSided(entry: NamedExport, side: 'before' | 'after'): Difference {
  return {
    key: `export.${entry.name}`,
    message: `export ${entry.name}, only ${side}: ${target(entry)}`,
    before: side === 'before' ? target(entry) : null,
    after: side === 'after' ? target(entry) : null,
    group: `exported only ${side}`,
  };
}

function sameExport(
  { before, after }: ImagePair,
  old: NamedExport,
  now: NamedExport,
): Difference[] {
  const differences: Difference[] = [];
  const forwarded = old.forwarder !== null || now.forwarder !== null;
  if (forwarded ? old.forwarder !== now.forwarder : old.rva !== now.rva) {
    const places = [before.nodes.describe(old.rva), after.nodes.describe(now.rva)];
    differences.push({
      key: `export.${old.name}.rva`,
      message: `export ${old.name}: ${target(old)} → ${target(now)}`,
      before: target(old),
      after: target(now),
      ...(forwarded ? {} : { cause: `${places[0] ?? 'nothing'} → ${places[1] ?? 'nothing'}` }),
      group: 'exports lie elsewhere',
    });
  }
  if (old.ordinal !== now.ordinal) {
    differences.push({
      key: `export.${old.name}.ordinal`,
      message: `ordinal of export ${old.name}: ${old.ordinal} → ${now.ordinal}`,
      before: String(old.ordinal),
      after: String(now.ordinal),
      group: 'exports have another ordinal',
    });
  }
  return differences;
}

function directory(before: ExportTable | null, after: ExportTable | null): Difference[] {
  const [old, now] = [directoryFields(before), directoryFields(after)];
  if (old === null || now === null) return [];
  return Object.entries(old).flatMap(([field, value]) => {
    const other = now[field] ?? null;
    if (value === other) return [];
    const text = (each: number | string | null): string =>
      typeof each === 'number' ? hex(each) : String(each);
    return [
      {
        key: `export_directory.${field}`,
        message: `export_directory.${field}: ${text(value)} → ${text(other)}`,
        before: text(value),
        after: text(other),
      },
    ];
  });
}

/** The fields of the export directory and the DLL's name; null if there is no directory. */
function directoryFields(
  table: ExportTable | null,
): Readonly<Record<string, number | string | null>> | null {
  if (table?.directory == null) return null;
  const { dllName, directory: fields } = table;
  return { ...fields.value, dll_name: dllName === null ? null : printable(dllName.text) };
}
