import { hex } from '../../text/numbers';
import { relocWidth, type Machine } from '../../../reference';
import type { Target } from '../link-script/content';
import { writeTarget } from '../listing/target';
import { blockAt, type Block, type ObjectBlocks } from './blocks';
import type { ObjectFile, ObjectRelocation } from './object';
import { ObjectError } from './object-error';
import { relocationsWithin } from './relocations-within';

/** The types that a linker of this machine applies, of those that compilers use. */
const APPLIED: Readonly<Record<Machine, readonly string[]>> = {
  AMD64: ['ADDR64', 'ADDR32NB', 'REL32', 'REL32_1', 'REL32_2', 'REL32_3', 'REL32_4', 'REL32_5'],
  I386: ['DIR32', 'DIR32NB', 'REL32'],
};

/** Symbols that linkers define themselves, and no DLL: where the image starts. */
const OF_LINKERS = new Set(['__ImageBase', '___ImageBase', '__image_base__']);

/** How functions of DLLs are told from other symbols that the object only names. */
export type DllOf = (symbol: string) => string | null;

/** A relocation of a block. */
export interface BlockRelocation extends ObjectRelocation {
  /**
   * Bytes from the field's end to where its distance is counted from: in code, what the instruction
   * has after the field.
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
  readonly #blocks: ObjectBlocks;
  readonly #dllOf: DllOf;
  /** Bytes of the fields of the types that are applied. */
  readonly #widths: ReadonlyMap<string, number>;
  /** What constants are called, which their content decides: see {@link name}. */
  readonly #names = new Map<Block, string>();

  readonly #relocations = new Map<Block, readonly BlockRelocation[]>();
  readonly #ofLinkers = new Set<string>();
  readonly #undefinedNames = new Set<string>();
  /** Constants that are navs here. */
  readonly #navs = new Set<Block>();

  constructor(object: ObjectFile, blocks: ObjectBlocks, dllOf: DllOf) {
    this.#object = object;
    this.#blocks = blocks;
    this.#dllOf = dllOf;
    const { machine } = object;
    this.#widths = new Map(APPLIED[machine].map((type) => [type, relocWidth(machine, type) ?? 0]));
  }

  /** Calls a block otherwise than the object does. */
  rename(block: Block, name: string): void {
    this.#names.set(block, name);
  }

  /** Makes a nav of a constant. */
  makeNav(block: Block): void {
    this.#navs.add(block);
  }

  /** Symbols that linkers define themselves, of those that were referred to. */
  get ofLinkers(): readonly string[] {
    return [...this.#ofLinkers];
  }

  /** Names that the object refers to, and that neither it, nor a linker, nor a DLL defines. */
  get undefined(): readonly string[] {
    return [...this.#undefinedNames];
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

  #collect(block: Block): readonly BlockRelocation[] {
    const { section, start, end } = block;
    const own = relocationsWithin(section, start, end);
    const part = this.#blocks.partition.of.get(section);
    if (block.kind !== 'fn' || part === undefined) {
      return own.map((relocation) => this.#inData(relocation, block));
    }
    const implied = relocationsWithin({ relocations: part.implied }, start, end).filter(
      ({ symbol: { value } }) => value < start || value >= end,
    );
    const all =
      implied.length === 0 ? own : [...own, ...implied].sort((x, y) => x.offset - y.offset);
    return all.map((relocation) => {
      if (relocation.isImplied === true) return { ...relocation, behind: 0 };
      const operand = part.map?.operands.get(relocation.offset);
      if (operand === undefined) return this.#inData(relocation, block);
      return { ...relocation, behind: operand.toEnd - this.width(relocation, block) };
    });
  }

  /**
   * A relocation of data. Distances count from where their table starts, so that the field tells a
   * place as far after the target as the field is after that start.
   */
  #inData(relocation: ObjectRelocation, { section }: Block): BlockRelocation {
    if (relocation.type !== 'REL32') return { ...relocation, behind: 0 };
    const starts = this.#blocks.partition.tableStarts.get(section);
    const start = starts?.get(relocation.offset) ?? relocation.offset;
    return { ...relocation, behind: start - relocation.offset - 4 };
  }

  /**
   * Bytes of a relocation's field.
   * @throws ObjectError for a type that no linker of images applies
   */
  width({ type, offset }: ObjectRelocation, from: Block): number {
    const width = this.#widths.get(type);
    if (width !== undefined) return width;
    const { machine } = this.#object;
    throw new ObjectError(
      `${placeIn(from, offset)}: a relocation ${type}: Coff2 applies ${APPLIED[machine].join(', ')} on ${machine}`,
    );
  }

  /**
   * What a relocation refers to, and what is to be added to it.
   * @throws ObjectError if nothing in a listing can be referred to like that
   */
  resolve(relocation: BlockRelocation, from: Block): Resolved {
    const { symbol, offset, type, behind } = relocation;
    if (symbol.problem !== null) {
      const where = placeIn(from, offset);
      throw new ObjectError(`${where}: refers to ${symbol.name}, ${symbol.problem}`);
    }
    const addend = this.#addend(relocation, from);
    const section = symbol.section === null ? undefined : this.#object.sections[symbol.section];
    if (section === undefined) return this.#undefined(relocation, addend, from);
    // A section's symbol says nothing of what is meant; the address does, counted from the end of
    // the instruction.
    const distance = type.startsWith('REL32') ? behind - Number(type.slice(6) || 0) : 0;
    const address = symbol.value + (symbol.isSection ? addend + distance : 0);
    const block = blockAt(this.#blocks.of.get(section) ?? [], address, section.kind !== 'code');
    if (block === null) {
      throw new ObjectError(
        `${placeIn(from, offset)}: refers to ${symbol.name}+${hex(addend)}, where nothing is`,
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

  /**
   * A field that is no part of an instruction, as a listing writes it among code: a number, and what
   * makes it a reference, so that nobody takes it for an instruction.
   */
  dataField(relocation: BlockRelocation, from: Block): readonly string[] {
    const { target, addend } = this.resolve(relocation, from);
    const { type } = relocation;
    const sum = addend === 0 ? '' : ` ${addend > 0 ? '+' : ''}${addend}`;
    const isPointer = type === 'ADDR64' || type === 'DIR32';
    if (isPointer && target.kind !== 'global') return [`ptr @${writeTarget(target)}${sum}`];
    // A field that is not the last 4 bytes has its offset told.
    const offset =
      this.width(relocation, from) === 4 ? '' : ` at ${relocation.offset - from.start}`;
    const word = offset === '' ? 'dword' : 'qword';
    return [`${word} 0`, `reloc ${type} @${writeTarget(target)}${sum}${offset}`];
  }

  #undefined({ symbol, offset }: ObjectRelocation, addend: number, from: Block): Resolved {
    const { name, value } = symbol;
    if (name.startsWith('__imp_')) {
      const advice =
        from.section.machine === 'AMD64'
          ? `Coff2 calls imports through thunks: declare ${name.slice(6)} without dllimport`
          : 'Coff2 has no imports on I386: compile for AMD64, or without this function';
      throw new ObjectError(
        `${placeIn(from, offset)}: refers to ${name}, a slot of the import address table; ${advice}`,
      );
    }
    if (value > 0) {
      throw new ObjectError(
        `${placeIn(from, offset)}: refers to ${name}, a common symbol of ${value} bytes, which no section holds: ` +
          'compile with -fno-common, or give it a value',
      );
    }
    if (OF_LINKERS.has(name)) this.#ofLinkers.add(name);
    const libName = OF_LINKERS.has(name) ? null : this.#dllOf(name);
    if (libName === null && !OF_LINKERS.has(name)) this.#undefinedNames.add(name);
    const target: Target = { kind: 'global', name, libName };
    return { target, addend, block: null };
  }

  /** What the field itself holds. */
  #addend(relocation: ObjectRelocation, block: Block): number {
    const { offset, type, isImplied } = relocation;
    const { section, end, name } = block;
    const width = this.width(relocation, block);
    if (isImplied) return 0;
    const { data } = section;
    if (offset + width > end) {
      throw new ObjectError(
        `${name}: expected ${width} bytes for ${type} at ${hex(offset)} of ${section.name}`,
      );
    }
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const addend =
      width === 8 ? Number(view.getBigInt64(offset, true)) : view.getInt32(offset, true);
    if (Number.isSafeInteger(addend)) return addend;
    throw new ObjectError(
      `${name}: the addend of ${type} at ${hex(offset)} of ${section.name} is beyond 2^53`,
    );
  }
}

/** "start+0x2", from where a block has its relocation in its section. */
function placeIn({ name, start }: Block, offset: number): string {
  return `${name}+${hex(offset - start)}`;
}

/** "@uav greeting +8 as REL32_4". */
function reference(target: Target, addend: number, type: string): string {
  const sum = addend === 0 ? '' : ` ${addend > 0 ? '+' : ''}${addend}`;
  return `@${writeTarget(target)}${sum}${type === 'REL32' ? '' : ` as ${type}`}`;
}
