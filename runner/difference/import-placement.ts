import type { coff } from '../../reference';
import type { ImagePair } from './image-pair';
import type { Difference } from './difference';
import { count, hex } from '../text/numbers';
import type { ComparedDll } from './imported-dll';

/** Fields of a row of the import directory that say where something is. */
const ADDRESSES = ['import_lookup_table_rva', 'name_rva', 'import_address_table_rva'] as const;
const OTHERS = ['time_date_stamp', 'forwarder_chain'] as const;

/** Compares where the tables of a DLL that both import are said to be. */
export function placementDifferences(
  images: ImagePair,
  before: ComparedDll,
  after: ComparedDll,
): Difference[] {
  const prefix = `import.${before.key}`;
  const fields = [
    ...ADDRESSES.flatMap((field) => address(images, before, after, field)),
    ...OTHERS.filter((field) => before.row[field] !== after.row[field]).map((field) => ({
      key: `${prefix}.${field}`,
      message: `${prefix}.${field}: ${hex(before.row[field])} → ${hex(after.row[field])}`,
      before: hex(before.row[field]),
      after: hex(after.row[field]),
    })),
  ];
  return [...fields, ...namePlaces(before, after)];
}

/** Compares the rows that end the directories. The loader needs a zero in one field alone. */
export function endDifferences(
  before: coff.ImportDirectoryEntry | null,
  after: coff.ImportDirectoryEntry | null,
): Difference[] {
  return [...ADDRESSES, ...OTHERS].flatMap((field) => {
    const [was, is] = [before?.[field] ?? 0, after?.[field] ?? 0];
    if (was === is) return [];
    return [
      {
        key: `import_end.${field}`,
        message: `import_end.${field}: ${hex(was)} → ${hex(is)}`,
        before: hex(was),
        after: hex(is),
        cause: 'the row that ends the import directory is to be all zero',
      },
    ];
  });
}

function address(
  { before: old, after: now, hasNodes }: ImagePair,
  before: ComparedDll,
  after: ComparedDll,
  field: (typeof ADDRESSES)[number],
): Difference[] {
  const [from, to] = [before.row[field], after.row[field]];
  const places = [old.nodes.describe(from), now.nodes.describe(to)];
  // Where there are nodes, the node's difference tells that it moved.
  const isSame = hasNodes && places[0] !== null ? places[0] === places[1] : from === to;
  if (isSame) return [];
  const text = (rva: number, place: string | null | undefined): string =>
    place == null ? hex(rva) : `${hex(rva)} (${place})`;
  const [was, is] = [text(from, places[0]), text(to, places[1])];
  const growth = after.functions.length - before.functions.length;
  const expected = hasNodes ? movedTo({ before: old, after: now }, from) : null;
  const cause =
    expected !== null && expected !== to
      ? `${places[0] ?? ''} is at ${hex(expected)} now`
      : growth === 0
        ? null
        : `${count(Math.abs(growth), 'function')} ${growth > 0 ? 'more' : 'fewer'} imported, so the tables were laid out anew`;
  return [
    {
      key: `import.${before.key}.${field}`,
      message: `import.${before.key}.${field}: RVA ${was} → ${is}`,
      before: was,
      after: is,
      ...(cause === null ? {} : { cause }),
    },
  ];
}

function movedTo(
  { before, after }: Pick<ImagePair, 'before' | 'after'>,
  rva: number,
): number | null {
  const place = before.nodes.leafAt(rva);
  const moved = place === null ? null : after.nodes.rvaOf(place.key);
  return place === null || moved === null ? null : moved + rva - place.rva;
}

/** Where hints and names lie, counted from the DLL's name: they move with it. */
function namePlaces(before: ComparedDll, after: ComparedDll): Difference[] {
  const now = new Map(after.functions.map((slot) => [slot.key, slot.rva]));
  return before.functions.flatMap(({ key, rva }) => {
    const other = now.get(key);
    if (rva === null || other == null) return [];
    const from = rva - before.row.name_rva;
    const to = other - after.row.name_rva;
    if (from === to) return [];
    return [
      {
        key: `import.${before.key}.${key}.name_table_rva`,
        message: `hint and name of ${key}: ${hex(from)} → ${hex(to)} after the name of ${before.key}`,
        before: hex(from),
        after: hex(to),
        group: `hints and names of ${before.key} lie elsewhere after its name`,
      },
    ];
  });
}
