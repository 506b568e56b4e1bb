import { relocWidth, type Machine } from '../../../reference';
import type { Target } from '../link-script/content';
import { writeTarget } from '../listing/target';
import { instructionsIn, unrelocatedJumps, type Block } from './blocks';
import { ObjectError, type ObjectFile, type ObjectRelocation } from './object-file';

/** The types that a linker of this machine applies, of those that compilers use. */
const APPLIED: Readonly<Record<Machine, readonly string[]>> = {
  AMD64: ['ADDR64', 'ADDR32NB', 'REL32', 'REL32_1', 'REL32_2', 'REL32_3', 'REL32_4', 'REL32_5'],
  I386: ['DIR32', 'DIR32NB', 'REL32'],
};

/** How functions of DLLs are told from other symbols that the object only names. */
export type DllOf = (symbol: string) => string | null;

/** A relocation of a block. */
export interface BlockRelocation extends ObjectRelocation {
  /**
   * Bytes from the field's end to where its distance is counted from: in code, what the instruction
   * has behind the field.
   */
  readonly behind: number;
}

/** What a relocation refers to. */
export interface Resolved {
  readonly target: Target;
  readonly addend: number;
  /** Null if it is not of this object. */
  readonly block: Block | null;
}

/** Turns what relocations refer to into targets of a listing. */
export class Resolver {
  readonly #object: ObjectFile;
  readonly #blocks: readonly Block[];
  readonly #dllOf: DllOf;
  /** What constants are called, which their content decides: see {@link name}. */
  readonly #names = new Map<Block, string>();

  readonly #relocations = new Map<Block, readonly BlockRelocation[]>();
  /** Constants that are navs here. */
  readonly #navs = new Set<Block>();

  constructor(object: ObjectFile, blocks: readonly Block[], dllOf: DllOf) {
    this.#object = object;
    this.#blocks = blocks;
    this.#dllOf = dllOf;
  }

  /** Calls a block otherwise than the object does. */
  rename(block: Block, name: string): void {
    this.#names.set(block, name);
  }

  /** Makes a nav of a constant. */
  makeNav(block: Block): void {
    this.#navs.add(block);
  }

  isUav(block: Block): boolean {
    return block.kind === 'uav' && !this.#navs.has(block);
  }

  nameOf(block: Block): string {
    return this.#names.get(block) ?? block.name;
  }

  /** The relocations of a block, those that the assembler resolved by itself among them. */
  relocationsIn(block: Block): readonly BlockRelocation[] {
    let relocations = this.#relocations.get(block);
    if (relocations === undefined) {
      this.#relocations.set(block, (relocations = this.#collect(block)));
    }
    return relocations;
  }

  #collect({ section, start, end, kind }: Block): readonly BlockRelocation[] {
    const own = section.relocations.filter(({ offset }) => offset >= start && offset < end);
    if (kind !== 'fn') return own.map((relocation, i) => dataRelocation(own, relocation, i));
    const ends = instructionsIn(section, start, end).map(
      ({ offset, length }) => start + offset + length,
    );
    const implied = unrelocatedJumps(section, start, end).flatMap(({ field, target }) => {
      const symbol = this.#object.symbols.find(
        (candidate) =>
          candidate.section !== null &&
          !candidate.isSection &&
          this.#object.sections[candidate.section] === section &&
          candidate.value === target,
      );
      if (field === null || symbol === undefined || (target >= start && target < end)) return [];
      return [{ offset: field, symbol, type: 'REL32', isImplied: true as const }];
    });
    const all = [...own, ...implied].sort((x, y) => x.offset - y.offset);
    let next = 0;
    return all.map((relocation) => {
      const { offset, type } = relocation;
      while ((ends[next] ?? end) <= offset) next += 1;
      return { ...relocation, behind: (ends[next] ?? end) - offset - this.width(type) };
    });
  }

  /** Bytes of a type's field. @throws ObjectError for a type that no linker of images applies */
  width(type: string): number {
    const { machine } = this.#object;
    if (!APPLIED[machine].includes(type)) {
      throw new ObjectError(
        `a relocation ${type}: Coff2 applies ${APPLIED[machine].join(', ')} on ${machine}`,
      );
    }
    return relocWidth(machine, type) ?? 0;
  }

  /**
   * What a relocation refers to, and what is to be added to it.
   * @throws ObjectError if nothing in a listing can be referred to like that
   */
  resolve(relocation: BlockRelocation, from: Block): Resolved {
    const { symbol, offset, type, behind } = relocation;
    const where = `${from.name}+0x${(offset - from.start).toString(16)}`;
    if (symbol.problem !== null) {
      throw new ObjectError(`${where}: refers to ${symbol.name}, ${symbol.problem}`);
    }
    const addend = this.#addend(relocation, from);
    if (symbol.section === null) return this.#undefined(relocation, addend, where);
    const section = this.#object.sections[symbol.section];
    // A section's symbol says nothing of what is meant; the address does, counted from the end of
    // the instruction.
    const distance = type.startsWith('REL32') ? behind - Number(type.slice(6) || 0) : 0;
    const address = symbol.isSection ? addend + distance : symbol.value;
    const block =
      this.#blocks.find(
        (candidate) =>
          candidate.section === section && candidate.start <= address && address < candidate.end,
      ) ??
      // One past the end of the last block.
      this.#blocks.find((candidate) => candidate.section === section && candidate.end === address);
    if (block === undefined) {
      throw new ObjectError(
        `${where}: refers to ${symbol.name}+0x${addend.toString(16)}, where nothing is`,
      );
    }
    const name = this.nameOf(block);
    const target: Target = this.isUav(block)
      ? { kind: 'uav', uav: name, align: null }
      : { kind: 'nav', nav: name };
    return { target, addend: symbol.value + addend - block.start, block };
  }

  /** A field of an instruction, as a listing writes it. */
  field(relocation: BlockRelocation, from: Block): string {
    const { target, addend } = this.resolve(relocation, from);
    const { type, behind } = relocation;
    // The field counts from its own end unless the type says that more follows; I386 has no such types.
    const isAmd64 = from.section.machine === 'AMD64';
    const isShort = isAmd64 && type === 'REL32' && behind >= 1 && behind <= 5;
    return reference(
      target,
      isShort ? addend + behind : addend,
      isShort ? `REL32_${behind}` : type,
    );
  }

  #undefined({ symbol }: ObjectRelocation, addend: number, where: string): Resolved {
    const { name, value } = symbol;
    if (name.startsWith('__imp_')) {
      throw new ObjectError(
        `${where}: refers to ${name}, a slot of the import address table; Coff2 calls imports ` +
          `through thunks: declare ${name.slice(6)} without dllimport`,
      );
    }
    if (value > 0) {
      throw new ObjectError(
        `${where}: refers to ${name}, a common symbol of ${value} bytes, which no section holds: ` +
          'compile with -fno-common, or give it a value',
      );
    }
    const target: Target = { kind: 'global', name, libName: this.#dllOf(name) };
    return { target, addend, block: null };
  }

  /** What the field itself holds. */
  #addend({ offset, type, isImplied }: ObjectRelocation, { section, end, name }: Block): number {
    const width = this.width(type);
    if (isImplied) return 0;
    const { data } = section;
    if (offset + width > end) {
      throw new ObjectError(
        `${name}: expected ${width} bytes for ${type} at 0x${offset.toString(16)} of ${section.name}`,
      );
    }
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const addend =
      width === 8 ? Number(view.getBigInt64(offset, true)) : view.getInt32(offset, true);
    if (Number.isSafeInteger(addend)) return addend;
    throw new ObjectError(
      `${name}: the addend of ${type} at 0x${offset.toString(16)} of ${section.name} is beyond 2^53`,
    );
  }
}

/**
 * A relocation of data. Distances in data are mostly a table of jumps, each counted from the table's
 * start, so that its field tells a place as far behind the target as the field is behind the start.
 */
function dataRelocation(
  all: readonly ObjectRelocation[],
  relocation: ObjectRelocation,
  index: number,
): BlockRelocation {
  let first = index;
  while (isNextInTable(all[first - 1], all[first])) first -= 1;
  const start = all[first]?.offset ?? relocation.offset;
  const isDistance = relocation.type === 'REL32';
  return { ...relocation, behind: isDistance ? start - relocation.offset - 4 : 0 };
}

function isNextInTable(
  before: ObjectRelocation | undefined,
  relocation: ObjectRelocation | undefined,
): boolean {
  return (
    before?.type === 'REL32' &&
    relocation?.type === 'REL32' &&
    before.offset + 4 === relocation.offset
  );
}

/** "@uav greeting +8 as REL32_4". */
function reference(target: Target, addend: number, type: string): string {
  const sum = addend === 0 ? '' : ` ${addend > 0 ? '+' : ''}${addend}`;
  return `@${writeTarget(target)}${sum}${type === 'REL32' ? '' : ` as ${type}`}`;
}
