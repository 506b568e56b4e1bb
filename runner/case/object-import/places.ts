import { relocWidth, type Machine } from '../../../reference';
import type { CodeMap } from './code-map';
import type { ReferredPlace } from './data-ties';
import type { ObjectFile, ObjectRelocation, ObjectSection } from './object';
import type { Pieces } from './pieces';

/** What an object's relocations say of its sections. */
export interface Places {
  readonly places: ReadonlyMap<ObjectSection, readonly ReferredPlace[]>;
  /** Offsets that calls lead to. */
  readonly called: ReadonlyMap<ObjectSection, ReadonlySet<number>>;
  /** See `Partition.tableStarts`. */
  readonly tableStarts: ReadonlyMap<ObjectSection, ReadonlyMap<number, number>>;
}

/** Opcode of a call whose distance follows it. */
const CALL = 0xe8;

/** Opcode of a jump whose distance follows it. */
const JUMP = 0xe9;

/** Whether a field is the distance of a call, a jump or a conditional jump. */
function isBranchField(data: Uint8Array, field: number): boolean {
  const last = data[field - 1];
  return (
    last === CALL || last === JUMP || (data[field - 2] === 0x0f && ((last ?? 0) & 0xf0) === 0x80)
  );
}

/** Finds all places that an object refers to, and ties what a reference by symbol leads across. */
export function readPlaces(
  object: ObjectFile,
  maps: ReadonlyMap<ObjectSection, CodeMap>,
  pieces: ReadonlyMap<ObjectSection, Pieces>,
): Places {
  const places = new Map<ObjectSection, ReferredPlace[]>();
  const called = new Map<ObjectSection, Set<number>>();
  const rows: { readonly section: ObjectSection; readonly relocation: ObjectRelocation }[] = [];
  for (const section of object.sections) {
    const map = maps.get(section);
    for (const relocation of section.relocations) {
      const { symbol, offset, type } = relocation;
      const target = symbol.section === null ? undefined : object.sections[symbol.section];
      if (target === undefined) continue;
      const operand = map?.operands.get(offset);
      if (operand === undefined && type.startsWith('REL32')) {
        rows.push({ section, relocation });
        continue;
      }
      const value = fieldValue(section, relocation, object.machine);
      if (value === null) continue;
      const width = relocWidth(object.machine, type) ?? 4;
      const behind = operand === undefined ? 0 : operand.toEnd - width;
      const distance = type.startsWith('REL32') ? behind - Number(type.slice(6) || 0) : 0;
      const address = symbol.value + value + distance;
      const access = operand?.access ?? null;
      if (map !== undefined && section.data[offset - 1] === CALL) add(called, target, address);
      const isCompared = operand?.isCompared ?? false;
      const isBranch = map !== undefined && isBranchField(section.data, offset);
      const isFar = map !== undefined && type === 'ADDR64' && access === null;
      const about = { access, isCompared, isBranch, isFar };
      if (symbol.isSection) {
        push(places, target, { ...about, offset: address, isBySection: true });
        continue;
      }
      if (access === null) {
        push(places, target, { ...about, offset: symbol.value, isBySection: false });
      }
      tieAcross(pieces.get(target), symbol.value, address, access, object.isCompiled);
    }
  }
  return { places, called, tableStarts: tableStarts(object, rows, places, pieces) };
}

/** A reference by one symbol that leads into another's piece means both as one. */
function tieAcross(
  pieces: Pieces | undefined,
  symbol: number,
  address: number,
  access: number | null,
  isCompiled: boolean,
): void {
  if (pieces === undefined) return;
  const reason = 'a reference by one symbol leads to the other';
  if (access !== null) {
    const last = address + Math.max(1, access) - 1;
    pieces.tie(symbol, address, { offset: address, reason });
    pieces.tie(symbol, last, { offset: address, reason });
  } else if (!isCompiled && pieces.all[pieces.indexAt(symbol)]?.end !== address) {
    pieces.tie(symbol, address, { offset: address, reason });
  }
}

/**
 * Finds for each distance in data what it counts from. That is mostly the start of the table that it
 * is in, so that its field tells a place as far after the target as it is after that start. Code
 * that uses a table names its start; where none does, all that the distance may mean is tied.
 */
function tableStarts(
  { sections, machine }: ObjectFile,
  rows: readonly { readonly section: ObjectSection; readonly relocation: ObjectRelocation }[],
  places: ReadonlyMap<ObjectSection, readonly ReferredPlace[]>,
  pieces: ReadonlyMap<ObjectSection, Pieces>,
): ReadonlyMap<ObjectSection, ReadonlyMap<number, number>> {
  const result = new Map<ObjectSection, Map<number, number>>();
  const named = new Map<ObjectSection, ReadonlySet<number>>();
  let start = 0;
  let isKnown = false;
  rows.forEach(({ section, relocation }, index) => {
    const { offset, symbol } = relocation;
    const before = rows[index - 1];
    const isNext = before?.section === section && before.relocation.offset + 4 === offset;
    let starts = named.get(section);
    if (starts === undefined) {
      named.set(section, (starts = new Set(places.get(section)?.map((place) => place.offset))));
    }
    const isNamed = starts.has(offset);
    if (!isNext || isNamed) {
      start = offset;
      isKnown = isNamed && !mayCountFromRows(pieces.get(section), offset);
    }
    const own = result.get(section) ?? new Map<number, number>();
    result.set(section, own.set(offset, start));
    const value = fieldValue(section, relocation, machine);
    if (isKnown || value === null || !symbol.isSection || symbol.section === null) return;
    const target = sections[symbol.section];
    const reason = 'a table of distances may mean either, as nothing shows where it starts';
    if (target === undefined) return;
    const tie = { offset: Math.max(0, value - 4), reason };
    pieces.get(target)?.tie(value + start - offset - 4, value - 4, tie);
  });
  return result;
}

/** Names that no compiler for C gives: theirs have a dot, as "reltable.f" and "table.0". */
const OF_PEOPLE = /^[^.]+$/;

/**
 * Whether the rows of a table may each count from themselves: C has no tables of such distances, so
 * one whose name could be of C was written in assembly.
 */
function mayCountFromRows(pieces: Pieces | undefined, table: number): boolean {
  const piece = pieces?.all[pieces.indexAt(table)];
  return piece?.start === table && piece.at.some(({ name }) => OF_PEOPLE.test(name));
}

/** What a field holds before it is filled in; null if the section ends before it. */
function fieldValue(
  { data }: ObjectSection,
  { offset, type }: ObjectRelocation,
  machine: Machine,
): number | null {
  const width = relocWidth(machine, type) ?? 0;
  if (offset + width > data.length || width < 4) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return width === 8 ? Number(view.getBigInt64(offset, true)) : view.getInt32(offset, true);
}

function add(map: Map<ObjectSection, Set<number>>, section: ObjectSection, value: number): void {
  const set = map.get(section);
  if (set === undefined) map.set(section, new Set([value]));
  else set.add(value);
}

function push(
  map: Map<ObjectSection, ReferredPlace[]>,
  section: ObjectSection,
  place: ReferredPlace,
): void {
  const list = map.get(section);
  if (list === undefined) map.set(section, [place]);
  else list.push(place);
}
