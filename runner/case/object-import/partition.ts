import { tieCodeAddresses } from './code-addresses';
import { codeMaps, type CodeMap, type UnrelocatedReference } from './code-map';
import { tieCode } from './code-ties';
import { tieData, type ReferredPlace } from './data-ties';
import { tieInlineDistances } from './inline-distances';
import type { ObjectFile, ObjectRelocation, ObjectSection, ObjectSymbol } from './object';
import { Pieces } from './pieces';
import { readPlaces } from './places';

/** A section, cut where nothing ties its bytes together. */
export interface SectionPart {
  readonly section: ObjectSection;
  readonly pieces: Pieces;
  /** Null for data. */
  readonly map: CodeMap | null;
  /** Jumps and calls between functions that the assembler resolved, and a linker can; by offset. */
  readonly implied: readonly ObjectRelocation[];
}

/** An object, cut where nothing ties its bytes together. */
export interface Partition {
  readonly sections: readonly SectionPart[];
  readonly of: ReadonlyMap<ObjectSection, SectionPart>;
  /** By section and offset of a distance in data: where the table starts that it counts from. */
  readonly tableStarts: ReadonlyMap<ObjectSection, ReadonlyMap<number, number>>;
}

/**
 * Cuts each section of an object at its symbols, and keeps together what the object's bytes take for
 * one: a linker of blocks may put each of them anywhere.
 *
 * Code is tied by short jumps, by control that runs on into the next label, and by operands that the
 * assembler resolved. Data is tied by distances that tables count or variables hold, by texts without end, by
 * instructions that use two variables at once, and by addresses whose symbol is lost. Both are tied
 * by what is aligned further than the block would be that it is in.
 */
export function partition(object: ObjectFile): Partition {
  const labels = labelsOf(object);
  const maps = codeMaps(object, labels);
  const pieces = new Map(
    object.sections.map((section) => [section, new Pieces(section, labels.get(section) ?? [])]),
  );
  const { places, called, tableStarts } = readPlaces(object, maps, pieces);
  // Where there is assembly, all of a section is one if an address in it is taken.
  if (!object.isAssembled) {
    const data = object.sections.filter(({ kind }) => kind !== 'code');
    tieInlineDistances(
      data.flatMap((section) => {
        const own = pieces.get(section);
        return own === undefined ? [] : [{ pieces: own, places: places.get(section) ?? [] }];
      }),
    );
  }
  const sections = object.sections.map((section, index): SectionPart => {
    const own = pieces.get(section) ?? new Pieces(section, []);
    const map = maps.get(section) ?? null;
    const found = places.get(section) ?? [];
    const relocatable =
      map === null ? [] : tieCode(own, map, object, called.get(section) ?? new Set());
    if (map === null) tieData(own, found, object);
    else if (object.isAssembled) tieCodeAddresses(own, map, found);
    tieAligned(own, found);
    return { section, pieces: own, map, implied: impliedRelocations(index, relocatable) };
  });
  return { sections, of: new Map(sections.map((part) => [part.section, part])), tableStarts };
}

/** What the assembler left out as it knew the distance already. */
function impliedRelocations(
  section: number,
  references: readonly UnrelocatedReference[],
): readonly ObjectRelocation[] {
  return references
    .flatMap(({ field, target }): readonly ObjectRelocation[] => {
      if (field === null) return [];
      const symbol = {
        name: '',
        section,
        value: target,
        isExternal: false,
        isFunction: true,
        isSection: false,
        problem: null,
      };
      return [{ offset: field, symbol, type: 'REL32', isImplied: true }];
    })
    .sort((a, b) => a.offset - b.offset);
}

function labelsOf({
  sections,
  symbols,
}: ObjectFile): ReadonlyMap<ObjectSection, readonly ObjectSymbol[]> {
  const labels = new Map<ObjectSection, ObjectSymbol[]>(sections.map((section) => [section, []]));
  for (const symbol of symbols) {
    const section = symbol.section === null ? undefined : sections[symbol.section];
    if (section !== undefined && !symbol.isSection) labels.get(section)?.push(symbol);
  }
  return labels;
}

/** Bytes from which on instructions ask for aligned memory; those that use a far address are not known. */
const ALIGNED_ACCESS = 16;

/**
 * Has blocks start where the section's alignment allows them as much as anything in them may need: a
 * variable that is aligned to 16 must not be 8 bytes after the start of a block that is.
 */
function tieAligned(pieces: Pieces, places: readonly ReferredPlace[]): void {
  const { section, all } = pieces;
  if (all.length < 2) return;
  const alignmentAt = (offset: number): number => alignment(section, offset);
  const needs = all.map(() => 1);
  for (const { offset, access, isBySection, isFar } of places) {
    if (!isBySection || !(isFar || (access ?? 0) >= ALIGNED_ACCESS)) continue;
    const index = pieces.indexAt(offset);
    if (index >= 0) needs[index] = Math.max(needs[index] ?? 1, alignmentAt(offset));
  }
  const starts = new Set(pieces.runs().map(([first]) => first?.start));
  let need = 1;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const start = all[index]?.start ?? 0;
    need = Math.max(need, needs[index] ?? 1);
    if (starts.has(start) && alignmentAt(start) >= need) {
      need = 1;
      continue;
    }
    if (starts.has(start)) {
      const reason = 'what is in one needs an alignment that only the start of the other has';
      pieces.tieToPrevious(index, { offset: start, reason });
    }
    if (section.kind !== 'code') need = Math.max(need, alignmentAt(start));
  }
}

/** Bytes to which a place of a section is aligned wherever the section is. */
export function alignment(section: ObjectSection, offset: number): number {
  return offset === 0 ? section.alignment : Math.min(section.alignment, lowestBit(offset));
}

/** The largest power of two that divides `value`: the alignment that a place or size allows. */
function lowestBit(value: number): number {
  return value & -value;
}
