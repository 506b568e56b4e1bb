import { coff } from '../../reference';
import {
  writeCoffObject,
  type RelocationToWrite,
  type SectionToWrite,
  type SymbolToWrite,
} from '../linker/installed/coff-object';
import { benchCallee, CALLS, dataOf, DATA_SIZE, IMPORT_NAMES, LEA, WRITES } from './bench-function';

/** A large object that `coff2 import` reads. */
export interface ImportedObject {
  /** "40000 functions in COMDAT sections". */
  readonly what: string;
  readonly bytes: () => Uint8Array;
}

/** The objects that imports are measured with: many sections, many symbols in one, and many bytes. */
export const IMPORTED_OBJECTS: readonly ImportedObject[] = [
  { what: '40000 functions in COMDAT sections', bytes: () => manySections(40_000) },
  { what: '8000 functions in one section', bytes: () => oneSection(8000) },
  { what: 'a constant of 2 MiB', bytes: () => constant(0x20_0000) },
];

const [CALL] = CALLS;

const CODE_FLAGS = { CNT_CODE: true, MEM_EXECUTE: true, MEM_READ: true } as const;
const DATA_FLAGS = { CNT_INITIALIZED_DATA: true, MEM_READ: true, MEM_WRITE: true } as const;
const CONSTANT_FLAGS = { CNT_INITIALIZED_DATA: true, MEM_READ: true } as const;

/** The writes of the bench's function that a short one has: a frame, a variable's address, and a call. */
const SHORT = [0, LEA, CALL, 10, 11].map((write) => WRITES[write] ?? new Uint8Array(0));

const CODE = Buffer.concat(SHORT);

/** Bytes of a function with the padding up to the next one. */
const STRIDE = Math.ceil(CODE.length / 16) * 16;

/** Variables that the functions share: of more, there would be too many sections. */
const VARIABLES = 1000;

/** Index of a symbol: variables come first, then functions, then what other objects define. */
const functionSymbol = (index: number): number => VARIABLES + index;

function symbolsOf(
  functions: number,
  place: (index: number) => Pick<SymbolToWrite, 'section' | 'value'>,
): readonly SymbolToWrite[] {
  return [
    ...Array.from({ length: VARIABLES }, (_, i) => ({
      name: `d${i}`,
      section: 0,
      value: i * DATA_SIZE,
      isFunction: false,
    })),
    ...Array.from({ length: functions }, (_, i) => ({
      name: `f${i}`,
      ...place(i),
      isFunction: true,
    })),
    ...IMPORT_NAMES.map((name) => ({ name, section: null, isFunction: false })),
  ];
}

const variables: SectionToWrite = {
  name: '.data',
  flags: DATA_FLAGS,
  alignment: 8,
  bytes: new Uint8Array(VARIABLES * DATA_SIZE).fill(0x5a),
  relocations: [],
};

/** Bytes from the start of a function to the fields of its variable and its call, each the last of a write. */
const [VARIABLE_FIELD, CALL_FIELD] = [2, 3].map(
  (count) => Buffer.concat(SHORT.slice(0, count)).length - 4,
) as [number, number];

/** What function `index` refers to, `start` bytes from the start of its section. */
function relocationsOf(
  index: number,
  functions: number,
  start: number,
): readonly RelocationToWrite[] {
  const type = coff.IMAGE.REL.AMD64.REL32;
  const callee = benchCallee(index, CALL, functions);
  const called = functionSymbol(callee < 0 ? functions + ~callee : callee);
  return [
    { offset: start + VARIABLE_FIELD, symbol: dataOf(index, VARIABLES), type },
    { offset: start + CALL_FIELD, symbol: called, type },
  ];
}

/** Each function in a COMDAT section of its own. */
function manySections(functions: number): Uint8Array {
  const sections = Array.from({ length: functions }, (_, index): SectionToWrite => ({
    name: '.text',
    flags: CODE_FLAGS,
    alignment: 16,
    bytes: CODE,
    relocations: relocationsOf(index, functions, 0),
    isComdat: true,
  }));
  const symbols = symbolsOf(functions, (index) => ({ section: 1 + index }));
  return writeCoffObject({ machine: 'AMD64', sections: [variables, ...sections], symbols });
}

/** All functions in one section, with traps between them. */
function oneSection(functions: number): Uint8Array {
  const bytes = new Uint8Array(functions * STRIDE).fill(0xcc);
  const relocations: RelocationToWrite[] = [];
  for (let index = 0; index < functions; index += 1) {
    bytes.set(CODE, index * STRIDE);
    relocations.push(...relocationsOf(index, functions, index * STRIDE));
  }
  const code = { name: '.text', flags: CODE_FLAGS, alignment: 16, bytes, relocations };
  const symbols = symbolsOf(functions, (index) => ({ section: 1, value: index * STRIDE }));
  return writeCoffObject({ machine: 'AMD64', sections: [variables, code], symbols });
}

/** A constant without zeros, so that no line of it is short. */
function constant(size: number): Uint8Array {
  const bytes = Uint8Array.from({ length: size }, (_, i) => 1 + (i % 255));
  const sections = [
    { name: '.rdata', flags: CONSTANT_FLAGS, alignment: 16, bytes, relocations: [] },
  ];
  const symbols = [{ name: 'big', section: 0, isFunction: false }];
  return writeCoffObject({ machine: 'AMD64', sections, symbols });
}
