import { disassemble, type DisassembledInstruction } from '../../image/disassembly/disassemble';
import type { ObjectFile, ObjectSection, ObjectSymbol } from './object-file';

/** A piece of a section that becomes one fn, nav or uav. */
export interface Block {
  readonly kind: 'fn' | 'nav' | 'uav';
  /** Unique among the blocks of the object. */
  readonly name: string;
  readonly section: ObjectSection;
  /** Bytes from the section's start. */
  readonly start: number;
  /** Bytes from the section's start to behind the last byte. */
  readonly end: number;
  /** The symbols in it that other objects may refer to, of those at its start. */
  readonly exports: readonly string[];
}

/** Names that compilers give to what has none in the source. */
const UNNAMED = /^(__anon_|__unnamed_|anon\.|\.|\$SG|str\.)/;

/** A text of which objects share one copy, by Microsoft's mangling. */
const SHARED_TEXT = '??_C@';

/**
 * Cuts the sections of an object at its symbols, one block a symbol.
 *
 * Code that jumps or runs into the next symbol stays in one piece, unless that is marked as a
 * function: an assembler's local labels are symbols too.
 */
export function blocksOf({ sections, symbols }: ObjectFile): readonly Block[] {
  const names = new Set<string>();
  const unique = (name: string): string => {
    let result = name;
    for (let i = 2; names.has(result); i += 1) result = `${name}.${i}`;
    names.add(result);
    return result;
  };
  return sections.flatMap((section, index) => {
    const own = symbols.filter((symbol) => symbol.section === index && !symbol.isSection);
    return pieces(section, own).map(({ start, end, at }): Block => {
      const main = at.find(({ isFunction }) => isFunction) ?? at.find(isExternal) ?? at[0];
      const isUnnamed =
        main === undefined ||
        main.name.startsWith(SHARED_TEXT) ||
        (!main.isExternal && UNNAMED.test(main.name));
      const constant = isUnnamed ? 'uav' : 'nav';
      return {
        kind: section.kind === 'code' ? 'fn' : section.kind === 'data' ? 'nav' : constant,
        name: unique(main?.name ?? section.name),
        section,
        start,
        end,
        exports: at.filter(isExternal).map(({ name }) => name),
      };
    });
  });
}

const isExternal = (symbol: ObjectSymbol): boolean => symbol.isExternal;

interface Piece {
  readonly start: number;
  end: number;
  /** The symbols at its start. */
  readonly at: readonly ObjectSymbol[];
}

function pieces(section: ObjectSection, symbols: readonly ObjectSymbol[]): readonly Piece[] {
  const size = section.data.length;
  const starts = new Map<number, ObjectSymbol[]>();
  for (const symbol of symbols) {
    if (symbol.value >= size) continue;
    starts.set(symbol.value, [...(starts.get(symbol.value) ?? []), symbol]);
  }
  const isStartUsed = section.relocations.length > 0 || section.data.some((byte) => byte !== 0);
  if (size > 0 && !starts.has(0) && (starts.size === 0 || isStartUsed)) starts.set(0, []);
  const sorted = [...starts].sort(([a], [b]) => a - b);
  const result: Piece[] = sorted.map(([start, at], i) => ({
    start,
    end: sorted[i + 1]?.[0] ?? size,
    at,
  }));
  return section.kind === 'code' ? joined(result, section) : result;
}

/** A function that others call: what leads there is a reference, not a part of one function. */
function isCallee({ at }: Piece): boolean {
  return at.some(({ isFunction, isExternal: isKnown }) => isFunction || isKnown);
}

/** Joins pieces between which a jump leads that is no reference. */
function joined(cut: readonly Piece[], section: ObjectSection): readonly Piece[] {
  const indexOf = (offset: number): number =>
    cut.findIndex(({ start, end }) => start <= offset && offset < end);
  /** Numbers of jumps that cross into each piece from the one before: as their differences. */
  const crossings = new Int32Array(cut.length + 1);
  cut.forEach((piece, index) => {
    for (const jump of unrelocatedJumps(section, piece.start, piece.end)) {
      const to = indexOf(jump.target);
      const into = cut[to];
      if (into === undefined || to === index) continue;
      if (jump.field !== null && into.start === jump.target && (jump.isCall || isCallee(into))) {
        continue;
      }
      crossings[Math.min(index, to) + 1] = (crossings[Math.min(index, to) + 1] ?? 0) + 1;
      crossings[Math.max(index, to) + 1] = (crossings[Math.max(index, to) + 1] ?? 0) - 1;
    }
  });
  const result: Piece[] = [];
  let open = 0;
  cut.forEach((piece, index) => {
    open += crossings[index] ?? 0;
    const last = result.at(-1);
    const isEntered = !isCallee(piece) && !endsInJump(section, cut[index - 1]);
    if (last !== undefined && (open > 0 || isEntered)) last.end = piece.end;
    else result.push({ ...piece });
  });
  return result;
}

/** Whether control cannot go on behind a piece, into a label that nothing marks as a function. */
function endsInJump(section: ObjectSection, piece: Piece | undefined): boolean {
  if (piece === undefined) return true;
  return instructionsIn(section, piece.start, piece.end).at(-1)?.isLast ?? true;
}

/** A part of a section as code; offsets count from the part's start, targets from the section's. */
export function instructionsIn(
  { data, machine }: ObjectSection,
  from: number,
  end: number,
): readonly DisassembledInstruction[] {
  const bits = machine === 'AMD64' ? 64 : 32;
  return disassemble(data.subarray(from, end), { address: from, bits });
}

/** A jump or call that the assembler resolved by itself. */
export interface UnrelocatedJump {
  /** Bytes from the section's start to the 4 bytes of its distance; null if it has fewer. */
  readonly field: number | null;
  /** Bytes from the section's start. */
  readonly target: number;
  readonly isCall: boolean;
}

/** Jumps, calls and RIP-relative operands in a part of a section that have no relocation. */
export function unrelocatedJumps(
  section: ObjectSection,
  from: number,
  end: number,
): readonly UnrelocatedJump[] {
  const { data, relocations } = section;
  const relocated = new Set(relocations.map(({ offset }) => offset));
  const instructions = instructionsIn(section, from, end);
  return instructions.flatMap(({ offset, length, target, isValid, text }) => {
    if (!isValid || target === null || target < 0 || target >= data.length) return [];
    const next = from + offset + length;
    for (let at = from + offset; at < next; at += 1) if (relocated.has(at)) return [];
    const isBranch = /^(call|j[a-z]+) [^[]*$/.test(text);
    const isCall = text.startsWith('call');
    return [{ field: isBranch && length >= 5 ? next - 4 : null, target, isCall }];
  });
}
