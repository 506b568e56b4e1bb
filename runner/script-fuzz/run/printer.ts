import { isDeepStrictEqual } from 'node:util';
import { parseContent } from '../../case/link-script/content';
import { flattenContent, type FlatContent } from '../../case/program/content-bytes';
import type { Item, ScriptOp } from '../script/fuzz-script';

/** The number that a program computes: a nav of four bytes. */
export const SUM = 'main.sum';
/** Where its text is made: a nav of eight bytes. */
export const TEXT = 'main.text';
/** Prints the sum as eight letters, and ends the process: the end of every program that runs. */
export const PRINTER = 'main.print';

/** Letters of a number of 32 bits: `a` for the digit 0, `p` for 15. */
export function lettersOf(sum: number): string {
  return (sum >>> 0)
    .toString(16)
    .padStart(8, '0')
    .replaceAll(/./g, (digit) => String.fromCharCode(0x61 + parseInt(digit, 16)));
}

const CONTENT: readonly Item[] = [
  '4883ec38', // sub rsp,38h
  '8b0500000000', // mov eax,[main.sum]
  { reloc: { nav: SUM }, type: 'REL32' },
  '488d3500000000', // lea rsi,[main.text]
  { reloc: { nav: TEXT }, type: 'REL32' },
  'ba08000000', // mov edx,8
  'c1c004', // rol eax,4
  '89c183e10f', // mov ecx,eax; and ecx,0fh
  '83c161880e', // add ecx,61h; mov [rsi],cl
  '48ffc6ffca', // inc rsi; dec edx
  '75ec', // jne rol
  'b9f5ffffff', // mov ecx,0fffffff5h
  'e800000000',
  { reloc: { global: ['GetStdHandle', 'kernel32'] }, type: 'REL32' },
  '4889c1', // mov rcx,rax
  '488d1500000000', // lea rdx,[main.text]
  { reloc: { nav: TEXT }, type: 'REL32' },
  '41b808000000', // mov r8d,8
  '4c8d4c2430', // lea r9,[rsp+30h]
  '488364242000', // and qword ptr [rsp+20h],0
  'e800000000',
  { reloc: { global: ['WriteFile', 'kernel32'] }, type: 'REL32' },
  '31c9', // xor ecx,ecx
  'e800000000',
  { reloc: { global: ['ExitProcess', 'kernel32'] }, type: 'REL32' },
  'cc',
];

/** The ops that hand the printer over, with what it uses. */
export const PRINTER_OPS: readonly ScriptOp[] = [
  { op: 'updateNav', nav: SUM, type: 'u32', align: 4, content: [{ splat: [0, 4] }] },
  { op: 'updateNav', nav: TEXT, type: '[8]u8', align: 1, content: [{ splat: [0, 8] }] },
  { op: 'updateFunc', nav: PRINTER, type: 'fn () noreturn', content: CONTENT },
];

const PRINTER_CONTENT = flattenContent(
  parseContent(CONTENT, { machine: 'AMD64', isUavDefined: () => false }),
  'AMD64',
);

/** Whether content is the printer's, with all that it refers to. */
export function isPrinter({ bytes, fields }: FlatContent): boolean {
  const described = (all: FlatContent['fields']): unknown =>
    all.map(({ offset, type, addend, target }) => [
      ...[offset, type, addend, target.kind],
      target.kind === 'nav' ? target.nav : target.kind === 'global' ? target.name : null,
      target.kind === 'global' ? target.libName : null,
    ]);
  return (
    Buffer.compare(bytes, PRINTER_CONTENT.bytes) === 0 &&
    isDeepStrictEqual(described(fields), described(PRINTER_CONTENT.fields))
  );
}
