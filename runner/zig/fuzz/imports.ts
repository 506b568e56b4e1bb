/** A function of Windows whose result is known, and how a program calls it. */
export interface ImportedCall {
  readonly name: string;
  readonly dll: string;
  /** Parameters, calling convention and result, in Zig. */
  readonly type: string;
  /** An unsigned 32-bit expression in Zig; `r` is the number so far. */
  readonly call: (value: number) => string;
  /** The value of the expression. */
  readonly result: (value: number, r: number) => number;
}

const WINAPI = 'callconv(.winapi)';
const C = 'callconv(.c)';
const A = 0x61;

const letter = (value: number): number => A + (value % 26);
const text = (value: number): string => `"${'x'.repeat(value % 20)}"`;

function swapped(r: number): number {
  return ((r << 24) | ((r & 0xff00) << 8) | ((r >>> 8) & 0xff00) | (r >>> 24)) >>> 0;
}

function rotated(r: number, by: number): number {
  return by === 0 ? r : ((r << by) | (r >>> (32 - by))) >>> 0;
}

/** Functions of four DLLs that only return something. */
export const IMPORTS: readonly ImportedCall[] = [
  {
    name: 'MulDiv',
    dll: 'kernel32',
    type: `(number: i32, numerator: i32, denominator: i32) ${WINAPI} i32`,
    call: (value) => `@bitCast(MulDiv(@intCast(r & 0xffff), ${value}, 1))`,
    result: (value, r) => (r & 0xffff) * value,
  },
  {
    name: 'lstrlenA',
    dll: 'kernel32',
    type: `(text: [*:0]const u8) ${WINAPI} i32`,
    call: (value) => `@bitCast(lstrlenA(${text(value)}))`,
    result: (value) => value % 20,
  },
  {
    name: 'lstrlenW',
    dll: 'kernel32',
    type: `(text: [*:0]const u16) ${WINAPI} i32`,
    call: (value) => `@bitCast(lstrlenW(&.{ ${value + 1}, 1 }))`,
    result: () => 2,
  },
  {
    name: 'toupper',
    dll: 'msvcrt',
    type: `(letter: i32) ${C} i32`,
    call: (value) => `@bitCast(toupper(${letter(value)}))`,
    result: (value) => letter(value) - 32,
  },
  {
    name: 'abs',
    dll: 'msvcrt',
    type: `(number: i32) ${C} i32`,
    call: (value) => `@bitCast(abs(-${value + 1}))`,
    result: (value) => value + 1,
  },
  {
    name: 'strlen',
    dll: 'msvcrt',
    type: `(text: [*:0]const u8) ${C} usize`,
    call: (value) => `@truncate(strlen(${text(value)}))`,
    result: (value) => value % 20,
  },
  {
    name: '_rotl',
    dll: 'msvcrt',
    type: `(number: u32, by: i32) ${C} u32`,
    call: (value) => `_rotl(r, ${value % 32})`,
    result: (value, r) => rotated(r, value % 32),
  },
  {
    name: 'CharUpperA',
    dll: 'user32',
    type: `(letter: usize) ${WINAPI} usize`,
    call: (value) => `@truncate(CharUpperA(${letter(value)}))`,
    result: (value) => letter(value) - 32,
  },
  {
    name: 'CharLowerA',
    dll: 'user32',
    type: `(letter: usize) ${WINAPI} usize`,
    call: (value) => `@truncate(CharLowerA(${letter(value) - 32}))`,
    result: (value) => letter(value),
  },
  {
    name: 'htonl',
    dll: 'ws2_32',
    type: `(number: u32) ${WINAPI} u32`,
    call: () => 'htonl(r)',
    result: (_value, r) => swapped(r),
  },
  {
    name: 'htons',
    dll: 'ws2_32',
    type: `(number: u16) ${WINAPI} u16`,
    call: () => 'htons(@truncate(r))',
    result: (_value, r) => ((r & 0xff) << 8) | ((r >>> 8) & 0xff),
  },
];

/** The import that a statement names. */
export function importOf(which: number): ImportedCall {
  const found = IMPORTS[which % IMPORTS.length];
  if (found === undefined) throw new RangeError(`import ${which}`);
  return found;
}
