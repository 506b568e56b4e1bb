import { relocWidth, type Machine } from '../../../reference';
import {
  InstructionReader,
  type FlowInstruction,
} from '../../image/disassembly/instruction-reader';
import { hex } from '../../text/numbers';
import { flattenContent, type ContentField, type FlatContent } from './content-bytes';
import { symbolKey, type ProgramState, type ProgramSymbol } from './program-state';

/** Types of fields that hold an address, or a distance to one, as instructions and pointers use it. */
const ADDRESS = /^(ADDR64|ADDR32|DIR32|REL32(_[1-5])?)$/;

/** What a reference leads to. */
interface Pointed extends FlatContent {
  readonly isCode: boolean;
}

/** What nothing defines. */
const NOTHING: Pointed = { isCode: false, bytes: new Uint8Array(), fields: [] };

const NOT_USED: ReadonlyMap<number, number> = new Map();

/**
 * A reference that cannot be followed in an image without symbols: a field that holds an RVA looks
 * like any number; an address outside of what it is meant to refer to, or at its end, looks like one of
 * whatever else lies there; and what begins in the middle of an address or of an instruction is none.
 * @returns the first one in words, or null if there is none
 */
export function untraceableReference(program: ProgramState): string | null {
  const { machine } = program.options;
  const found = new Map<string, Pointed>();
  const pointed = (symbol: ProgramSymbol): Pointed => {
    const key = symbolKey(symbol);
    const known = found.get(key);
    if (known !== undefined) return known;
    const definition = program.definition(symbol);
    const made =
      definition === null
        ? NOTHING
        : { isCode: definition.isCode, ...flattenContent(definition.content, machine) };
    found.set(key, made);
    return made;
  };
  for (const { symbol, isCode, content } of program.live()) {
    const { bytes, fields } = flattenContent(content, machine);
    const used = isCode && fields.length > 0 ? usedByFields(bytes, machine) : NOT_USED;
    for (const field of fields) {
      const why = whyUntraceable(field, used.get(field.offset) ?? 0, pointed, machine);
      if (why !== null) return `${symbolKey(symbol)}+${hex(field.offset)} ${why}`;
    }
  }
  return null;
}

/** @param used bytes that an instruction reads or writes there; 0 if that is not known */
function whyUntraceable(
  { type, target, addend }: ContentField,
  used: number,
  pointed: (symbol: ProgramSymbol) => Pointed,
  machine: Machine,
): string | null {
  if (!ADDRESS.test(type)) return `holds no address: it is of type ${type}`;
  if (target.kind === 'global') {
    return addend === 0
      ? null
      : `refers to ${place(`global ${target.name}`, addend)}, outside of it`;
  }
  const { isCode, bytes, fields } = pointed(target);
  const where = place(symbolKey(target), addend);
  const size = bytes.length;
  if (addend < 0 || addend > size) return `refers to ${where}, outside of it`;
  if (addend === size) return `refers to ${where}, its end, where something else may lie`;
  if (addend + used > size) {
    return `refers to ${where} for ${used} bytes, some of which are outside of it`;
  }
  const isWithin = ({ offset, type: its }: ContentField): boolean =>
    offset < addend && addend < offset + (relocWidth(machine, its) ?? 0);
  const within = fields.find(isWithin);
  if (within !== undefined) {
    return `refers to ${where}, the middle of the address at +${hex(within.offset)}`;
  }
  if (!isCode || isInstruction(bytes, addend, machine)) return null;
  return `refers to ${where}, where no instruction begins`;
}

/** How many bytes the instructions of code read or write, by the offset of the field with the address. */
function usedByFields(code: Uint8Array, machine: Machine): ReadonlyMap<number, number> {
  const used = new Map<number, number>();
  for (const [at, { memory }] of instructions(code, machine)) {
    if (memory?.field != null && !memory.isAddress) used.set(at + memory.field, memory.size);
  }
  return used;
}

/** Whether an instruction begins at an offset of code that is read from its start. */
function isInstruction(code: Uint8Array, offset: number, machine: Machine): boolean {
  for (const [at] of instructions(code, machine)) {
    if (at >= offset) return at === offset;
  }
  return false;
}

/** The instructions of code that is read from its start, with their offsets, up to what is none. */
function* instructions(
  code: Uint8Array,
  machine: Machine,
): Generator<readonly [offset: number, instruction: FlowInstruction]> {
  const reader = new InstructionReader(code, machine === 'AMD64' ? 64 : 32);
  try {
    let at = 0;
    for (let next = reader.at(at); next !== null; next = reader.at(at)) {
      yield [at, next];
      at += next.length;
    }
  } finally {
    reader.free();
  }
}

function place(name: string, addend: number): string {
  if (addend === 0) return name;
  return `${name}${addend < 0 ? '-' : '+'}${hex(Math.abs(addend))}`;
}
