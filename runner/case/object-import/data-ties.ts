import { Distances, type Numbers } from './distances';
import type { ObjectFile } from './object';
import { isUnnamed } from './unnamed';
import type { Piece, Pieces } from './pieces';
import { relocationsWithin } from './relocations-within';
import { isTextAt } from './text-at';

/** What code or data says of a place of a section. */
export interface ReferredPlace {
  /** Bytes from the section's start. */
  readonly offset: number;
  /** Bytes that are read or written at exactly that place; null if only its address is taken. */
  readonly access: number | null;
  /** Whether it is told from the section's start, so that the symbol that it was told by is lost. */
  readonly isBySection: boolean;
  /** Whether the address is compared with others. */
  readonly isCompared: boolean;
  /** Whether it is called or jumped to. */
  readonly isBranch: boolean;
  /** Whether it is an address of 64 bits in code: what may lie far away is read and written through a register. */
  readonly isFar: boolean;
}

/**
 * Ties pieces of data whose bytes lean on where their neighbours are.
 * @param places what the whole object refers to in the section
 */
export function tieData(
  pieces: Pieces,
  places: readonly ReferredPlace[],
  { isCompiled, isAssembled }: ObjectFile,
): void {
  const { data, relocations, isWhole } = pieces.section;
  if (pieces.all.length < 2) return;
  if (isWhole) {
    const reason = 'what is in a section of its own may be an array';
    tieAll(pieces, reason);
    return;
  }
  tieEnds(pieces);
  for (const { offset, type } of relocations) {
    const last = offset + (type === 'ADDR64' ? 8 : 4) - 1;
    pieces.tie(offset, last, { offset, reason: 'a relocation is in both' });
  }
  const distances = new Distances(pieces);
  const addresses = sortedAddresses(places);
  let next = 0;
  pieces.all.forEach((piece, index) => {
    // What a program prints or copies may run on to the next NUL.
    if (!isCompiled && data[piece.end - 1] !== 0 && isText(data, piece)) {
      const reason = 'a text without a NUL runs on into the next label';
      pieces.tieToPrevious(index + 1, { offset: piece.end, reason });
    }
    const isOfCompiler = piece.at.length > 0 && piece.at.every(isUnnamed);
    // A table without a name starts where code refers to.
    const starts = [piece.start];
    for (; (addresses[next] ?? piece.end) < piece.end; next += 1) {
      const address = addresses[next] ?? 0;
      if (address > piece.start) starts.push(address);
    }
    starts.forEach((start, i) => {
      const part: Numbers = { start, end: starts[i + 1] ?? piece.end };
      distances.tie(part, isCompiled || isOfCompiler, piece.start);
    });
  });
  tiePlaces(pieces, places, isCompiled);
  if (isAssembled && addresses.length > 0) {
    tieAll(pieces, 'in assembly, an address may be used for what is before or after its label');
  } else if (!isCompiled) tieLabels(pieces, addresses);
}

/** Ties all pieces but the constants to which compilers give names: these are used one by one. */
function tieAll(pieces: Pieces, reason: string): void {
  pieces.all.forEach(({ start, at }, index) => {
    if (at.length > 0 && at.every(isUnnamed)) return;
    pieces.tieToPrevious(index, { offset: start, reason });
  });
}

/** Names of labels that stand where something ends, as what a program counts to. */
const END = /(^|_)(end|stop|limit)_*$/i;

/** Ties labels to what ends there: in C too, such labels may come from assembly. */
function tieEnds(pieces: Pieces): void {
  const reason = 'by its name, the label is the end of what is before it';
  pieces.all.forEach(({ start, at }, index) => {
    if (at.some(({ name }) => END.test(name)))
      pieces.tieToPrevious(index, { offset: start, reason });
  });
}

/**
 * Labels may stand within one array, and a loop that starts at one of them run on over the next. Of an
 * object that does not say what it was made of, zeros are taken for variables of their own.
 */
function tieLabels(pieces: Pieces, addresses: readonly number[]): void {
  const { section } = pieces;
  const isReference = (at: number): boolean => relocationsWithin(section, at, at + 1).length > 0;
  const isZero = ({ start, end }: Piece): boolean =>
    section.data.subarray(start, end).every((byte) => byte === 0);
  for (const address of addresses) {
    const index = pieces.indexAt(address);
    const piece = pieces.all[index];
    const next = pieces.all[index + 1];
    if (piece === undefined || next === undefined || next.at.every(isUnnamed)) continue;
    const isText = isTextAt(section.data, address);
    if (isText || isReference(piece.start) !== isReference(next.start)) continue;
    if (!isReference(next.start) && (isZero(piece) || isZero(next))) continue;
    const reason = 'the label may stand within an array that starts before it';
    pieces.tieToPrevious(index + 1, { offset: next.start, reason });
  }
}

/** Places whose address is taken, by offset, each once. */
function sortedAddresses(places: readonly ReferredPlace[]): readonly number[] {
  const addresses = places.flatMap(({ offset, access }) => (access === null ? [offset] : []));
  return [...new Set(addresses)].sort((a, b) => a - b);
}

function isText(data: Uint8Array, { start, end }: Piece): boolean {
  let last = end;
  while (last > start && data[last - 1] === 0) last -= 1;
  if (last === start) return false;
  for (let at = start; at < last; at += 1) {
    const byte = data[at] ?? 0;
    if (byte < 0x20 ? byte !== 0 && byte !== 9 && byte !== 10 && byte !== 13 : byte === 0x7f) {
      return false;
    }
  }
  return true;
}

/**
 * Where a symbol was lost, an address may be the end of one variable as well as the start of the
 * next, or lie before the start of an array whose index never is 0.
 */
function tiePlaces(pieces: Pieces, places: readonly ReferredPlace[], isCompiled: boolean): void {
  const { data, relocations } = pieces.section;
  const rows = new Set(
    relocations.flatMap(({ offset, type }) => (type === 'REL32' ? [offset] : [])),
  );
  const end = data.length - 1;
  for (const { offset, access, isBySection, isCompared } of places) {
    if (offset < 0 && isBySection) {
      const reason =
        'an address before the section may be of any array that is read from a later index on';
      pieces.tie(pieces.all[0]?.start ?? 0, end, { offset: 0, reason });
      continue;
    }
    if (access !== null) {
      const last = offset + Math.max(1, access) - 1;
      pieces.tie(offset, last, { offset, reason: 'one instruction reads or writes both' });
      continue;
    }
    if (!isBySection) continue;
    const index = pieces.indexAt(offset);
    const piece = pieces.all[index];
    if (piece === undefined || rows.has(offset)) continue;
    const reason = 'an address may be of either, the end of one or the start of the other';
    if (piece.start === offset) {
      const before = pieces.all[index - 1];
      const mayEnd = before !== undefined && mayEndAt(data, before);
      if (mayEnd && (isCompiled || isCompared)) pieces.tieToPrevious(index, { offset, reason });
    } else if (isCompiled && !isTextAt(data, offset)) {
      pieces.tieToPrevious(index + 1, { offset, reason });
    }
  }
}

/** Whether all of a piece may be used, up to the next one: then an address there may be its end. */
function mayEndAt(data: Uint8Array, piece: Piece): boolean {
  if (piece.at.length > 0 && piece.at.every(isUnnamed)) return false;
  // Texts that padding follows end before it.
  const padding = data[piece.end - 1] === 0 && data[piece.end - 2] === 0;
  return !(piece.at.length === 0 && padding && isText(data, piece));
}
