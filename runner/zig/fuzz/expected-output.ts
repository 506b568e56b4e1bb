import { importOf } from './imports';
import {
  calleeOf,
  elementsOf,
  paddingFactor,
  tableOf,
  type Program,
  type ZigStatement,
} from './program';

/** The most statements that a program may run, because functions that call each other may take long. */
const STEP_LIMIT = 20_000;

/** The argument of each printed function. */
export const ARGUMENT = 7;

/**
 * The output of a program: a line for each printed function, in order.
 * @returns null if it takes too long
 */
export function expectedOutput(program: Program): string | null {
  try {
    return new Interpreter(program).print();
  } catch (error) {
    if (error instanceof TooLong) return null;
    throw error;
  }
}

/** The checksum of a text, as the program's function `sum` computes it. */
function sum(text: string): number {
  let result = 0;
  for (const byte of Buffer.from(text)) result = (Math.imul(result, 31) + byte) >>> 0;
  return result;
}

class TooLong extends Error {}

class Interpreter {
  readonly #program: Program;
  /** Elements of globals, by name. Of wide ones only the low 32 bits, because no more is read. */
  readonly #globals: ReadonlyMap<string, Uint32Array>;
  #steps = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#globals = new Map(
      program.globals.map(({ name, length, value }) => [name, new Uint32Array(length).fill(value)]),
    );
  }

  print(): string {
    return this.#program.functions
      .map(({ name, use }, index) =>
        use === 'printed' ? `${name} ${this.#call(index, ARGUMENT)}\n` : '',
      )
      .join('');
  }

  #call(index: number, argument: number): number {
    const called = this.#program.functions[index];
    if (called === undefined) throw new RangeError(`function ${index}`);
    const { body, padding } = called;
    let r = (argument + 1) >>> 0;
    this.#steps += body.length + padding + 1;
    if (this.#steps > STEP_LIMIT) throw new TooLong();
    for (const statement of body) r = this.#step(statement, index, r);
    for (let i = 0; i < padding; i += 1) r = (Math.imul(r, paddingFactor(i)) ^ i) >>> 0;
    return r;
  }

  #step(statement: ZigStatement, index: number, r: number): number {
    switch (statement.kind) {
      case 'arithmetic':
        return arithmetic(statement, r);
      case 'text':
        return (r + sum(statement.text)) >>> 0;
      case 'call': {
        const callee = calleeOf(this.#program.functions, index, statement.target);
        return callee === null ? r : (r + this.#call(callee, r)) >>> 0;
      }
      case 'import':
        return (r + importOf(statement.which).result(statement.value, r)) >>> 0;
      case 'global': {
        const { globals } = this.#program;
        const elements = this.#globals.get(globals[statement.which % globals.length]?.name ?? '');
        return elements === undefined
          ? r
          : addTo(elements, statement.index % elements.length, r, r);
      }
      case 'table':
        return this.#byTable(statement.which, index, r);
    }
  }

  #byTable(which: number, index: number, r: number): number {
    const table = tableOf(this.#program, index, which);
    if (table === null) return r;
    const elements = elementsOf(this.#program, table);
    const element = elements[r % elements.length] ?? '';
    if (table.kind === 'texts') return (r + sum(element)) >>> 0;
    if (table.kind === 'globals') {
      return addTo(this.#globals.get(element) ?? new Uint32Array(1), 0, 1, r);
    }
    const callee = this.#program.functions.findIndex(({ name }) => name === element);
    return (r + this.#call(callee, r)) >>> 0;
  }
}

function arithmetic(
  { operator, value }: Extract<ZigStatement, { kind: 'arithmetic' }>,
  r: number,
): number {
  if (operator === '^=') return (r ^ value) >>> 0;
  return (operator === '+%=' ? r + value : Math.imul(r, value)) >>> 0;
}

/** Adds to an element. @returns `r` and the element */
function addTo(elements: Uint32Array, index: number, added: number, r: number): number {
  const element = ((elements[index] ?? 0) + added) >>> 0;
  elements[index] = element;
  return (r + element) >>> 0;
}
