import type { Target } from '../../case/link-script/content';
import { flattenContent, type ContentField } from '../../case/program/content-bytes';
import { entryPointName } from '../../case/program/entry-point';
import {
  exportedSymbol,
  symbolKey,
  type ProgramState,
  type ProgramSymbol,
} from '../../case/program/program-state';
import { IMPORTED } from './imported-functions';
import { isPrinter, lettersOf, SUM, TEXT } from './printer';

/** The most instructions that a program may take. */
const LONGEST = 50_000;
/** The most calls that may be open. */
const DEEPEST = 100;

/** sub rsp,28h: room for what is called. */
const ENTER = '4883ec28';
/** add rsp,28h */
const LEAVE = '4883c428';

/** An address: of a byte of a symbol. */
interface Address {
  readonly symbol: ProgramSymbol;
  readonly offset: number;
}

type Value = number | Address;

/** A symbol as the program has it in memory. */
interface Memory {
  readonly bytes: Buffer;
  readonly fields: ReadonlyMap<number, ContentField>;
}

/** The program does something that is not known here, or takes too long. */
class Unknown extends Error {
  override readonly name = 'Unknown';
}

/**
 * What a program of AMD64 prints, by its content alone, wherever a linker places it. It knows the instructions of
 * `instructions.ts`, and no others.
 * @returns null if that is not known: the program has another instruction, reads what is no number, or takes too long
 */
export function expectedOutput(program: ProgramState): string | null {
  if (program.options.machine !== 'AMD64' || program.options.outputMode !== 'Exe') return null;
  const entry = program.exportNamed(entryPointName(program.options));
  if (entry === null) return null;
  try {
    return new Machine(program).run(exportedSymbol(entry.exported));
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

class Machine {
  readonly #program: ProgramState;
  readonly #memory = new Map<string, Memory>();
  #eax: Value = 0;
  #ecx = 0;
  #left = LONGEST;
  #calls = 0;
  #printed: string | null = null;

  constructor(program: ProgramState) {
    this.#program = program;
  }

  run(entry: ProgramSymbol): string {
    this.#call(entry);
    // A program that comes back from its entry point ends somehow.
    if (this.#printed === null) throw new Unknown();
    return this.#printed;
  }

  /** Runs a function to its end, or to that of the process. */
  #call(symbol: ProgramSymbol): void {
    const { bytes, fields } = this.#memoryOf(symbol);
    if (isPrinter({ bytes, fields: [...fields.values()] })) {
      // A text without room for its letters lets them run into something else.
      const text = this.#memoryOf({ kind: 'nav', nav: TEXT });
      if (text.bytes.length < 8) throw new Unknown();
      const sum = this.#number({ symbol: { kind: 'nav', nav: SUM }, offset: 0 });
      this.#printed = lettersOf(sum);
      return;
    }
    this.#calls += 1;
    if (this.#calls > DEEPEST) throw new Unknown();
    let at = 0;
    let hasRoom = false;
    while (this.#printed === null) {
      this.#left -= 1;
      if (this.#left < 0) throw new Unknown();
      const opcode = bytes.subarray(at, at + 4).toString('hex');
      if (opcode === ENTER || opcode === LEAVE) {
        if (hasRoom === (opcode === ENTER)) throw new Unknown();
        hasRoom = !hasRoom;
        at += 4;
        continue;
      }
      // What returns has given its room back, and what calls has aligned its stack.
      const isReturn = opcode.startsWith('c3');
      if (isReturn ? hasRoom : opcode.startsWith('e8') && !hasRoom) throw new Unknown();
      if (isReturn) break;
      at += this.#step(opcode, bytes.subarray(at), (offset, type) => {
        const field = fields.get(at + offset);
        if (field?.type !== type) throw new Unknown();
        return field;
      });
    }
    this.#calls -= 1;
  }

  /** @returns how many bytes the instruction has */
  #step(
    opcode: string,
    bytes: Buffer,
    fieldAt: (offset: number, type: string) => ContentField,
  ): number {
    if (opcode.startsWith('90')) {
      const length = bytes.findIndex((byte) => byte !== 0x90);
      return length < 0 ? bytes.length : length;
    }
    if (opcode.startsWith('b8')) {
      this.#eax = numberAt(bytes, 1);
      return 5;
    }
    if (opcode.startsWith('b9')) {
      this.#ecx = numberAt(bytes, 1);
      return 5;
    }
    if (opcode.startsWith('8b05')) {
      this.#eax = this.#number(this.#address(fieldAt(2, 'REL32')));
      return 6;
    }
    if (opcode.startsWith('488b05')) {
      this.#eax = this.#pointer(this.#address(fieldAt(3, 'REL32')));
      return 7;
    }
    if (opcode.startsWith('8b00')) {
      if (typeof this.#eax === 'number') throw new Unknown();
      this.#eax = this.#number(this.#eax);
      return 2;
    }
    if (opcode.startsWith('488d05')) {
      this.#eax = this.#address(fieldAt(3, 'REL32'));
      return 7;
    }
    if (opcode.startsWith('48b8')) {
      this.#eax = this.#address(fieldAt(2, 'ADDR64'));
      return 10;
    }
    if (opcode.startsWith('0105')) {
      if (typeof this.#eax !== 'number') throw new Unknown();
      this.#addTo(this.#address(fieldAt(2, 'REL32')), this.#eax);
      return 6;
    }
    if (opcode.startsWith('8105')) {
      this.#addTo(this.#address(fieldAt(2, 'REL32_4')), numberAt(bytes, 6));
      return 10;
    }
    if (opcode.startsWith('c105')) {
      const to = this.#address(fieldAt(2, 'REL32_1'));
      const count = bytes[6] ?? 32;
      if (count === 0 || count > 31) throw new Unknown();
      const value = this.#number(to);
      this.#store(to, (value << count) | (value >>> (32 - count)));
      return 7;
    }
    if (opcode.startsWith('e8')) {
      this.#callField(fieldAt(1, 'REL32'));
      return 5;
    }
    throw new Unknown();
  }

  #callField({ target, addend }: ContentField): void {
    if (addend !== 0) throw new Unknown();
    if (target.kind !== 'global' || target.libName === null) {
      this.#call(this.#symbol(target));
      return;
    }
    const result = IMPORTED[target.libName.toLowerCase()]?.[target.name];
    if (result === undefined) throw new Unknown();
    this.#eax = result(this.#ecx) >>> 0;
  }

  /** What a reference without a DLL leads to. */
  #symbol(target: Target): ProgramSymbol {
    if (target.kind !== 'global') return target;
    const named = target.libName === null ? this.#program.exportNamed(target.name) : null;
    if (named === null) throw new Unknown();
    return exportedSymbol(named.exported);
  }

  #address({ target, addend }: ContentField): Address {
    return { symbol: this.#symbol(target), offset: addend };
  }

  #memoryOf(symbol: ProgramSymbol): Memory {
    const key = symbolKey(symbol);
    const known = this.#memory.get(key);
    if (known !== undefined) return known;
    const definition = this.#program.definition(symbol);
    if (definition === null) throw new Unknown();
    const { bytes, fields } = flattenContent(definition.content, this.#program.options.machine);
    const memory = {
      bytes: Buffer.from(bytes),
      fields: new Map(fields.map((field) => [field.offset, field])),
    };
    this.#memory.set(key, memory);
    return memory;
  }

  #number({ symbol, offset }: Address): number {
    const { bytes, fields } = this.#memoryOf(symbol);
    // Where an address is, a number depends on the linker.
    for (let at = offset - 7; at < offset + 4; at += 1) if (fields.has(at)) throw new Unknown();
    return numberAt(bytes, offset);
  }

  #pointer({ symbol, offset }: Address): Address {
    const field = this.#memoryOf(symbol).fields.get(offset);
    if (field?.type !== 'ADDR64') throw new Unknown();
    return this.#address(field);
  }

  #addTo(to: Address, value: number): void {
    this.#store(to, this.#number(to) + value);
  }

  #store({ symbol, offset }: Address, value: number): void {
    if (symbol.kind !== 'nav') throw new Unknown();
    this.#memoryOf(symbol).bytes.writeUInt32LE(value >>> 0, offset);
  }
}

/** @throws Unknown if there are no four bytes */
function numberAt(bytes: Buffer, offset: number): number {
  if (offset < 0 || offset + 4 > bytes.length) throw new Unknown();
  return bytes.readUInt32LE(offset);
}
