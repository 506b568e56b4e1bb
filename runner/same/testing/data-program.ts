import type { ProgramPiece, SmallProgram } from './small-program';

/** `lea rcx,[...]`, but for the distance. */
export const LEA_RCX = '488d0d';

/** A table of two pointers and two numbers. */
export const TABLE = [
  { address: 'f' },
  { address: 'text' },
  '0500000000000000',
  'deadbeef01020304',
];

/** The table, the text that it leads to, and another one. */
export const SYMBOLS = { table: TABLE, text: [{ text: 'hello' }], other: [{ text: 'byebye' }] };

/** A program that hands the address of `table` to another function, which ends the walk's knowledge of it. */
export function program(
  symbols: Readonly<Record<string, readonly ProgramPiece[]>>,
  section: '.rdata' | '.data' = '.rdata',
): SmallProgram {
  return {
    entry: 'start',
    sections: {
      '.text': {
        start: [LEA_RCX, { rel32: 'table' }, 'e8', { rel32: 'use' }, 'c3'],
        use: ['4889c8', 'c3'],
        f: ['b801000000', 'c3'],
        g: ['b802000000', 'c3'],
      },
      [section]: symbols,
    },
  };
}
