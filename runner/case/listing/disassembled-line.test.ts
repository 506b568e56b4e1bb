import type { Machine } from '../../../reference';
import { parseHexLine } from './content-line';
import { disassembledLine } from './disassembled-line';

/** What is written beside a line of bytes that starts so many bytes into its function. */
function beside(line: string, start = 0, machine: Machine = 'AMD64'): string | null {
  return disassembledLine(parseHexLine(line, machine), start, machine);
}

describe('lines of the same bytes', () => {
  it('have the same text at any place', () => {
    expect(beside('48 83 ec 38', 0)).toBe('sub rsp,38h');
    expect(beside('48 83 ec 38', 0x20)).toBe('sub rsp,38h');
  });

  it.each([
    ['a short jump', 'eb 02', 'jmp 4', 'jmp 14h'],
    ['a call', 'e8 0b 00 00 00', 'call 10h', 'call 20h'],
    ['an operand', '8b 05 0a 00 00 00', 'mov eax,[10h]', 'mov eax,[20h]'],
  ])('name the place that %s leads to from each', (_what, line, first, second) => {
    expect([beside(line, 0), beside(line, 0x10), beside(line, 0)]).toEqual([first, second, first]);
  });

  it('have the name that each refers to', () => {
    expect(beside('e8 @first', 0)).toBe('call first');
    expect(beside('e8 @second', 5)).toBe('call second');
    expect(beside('e8 @kernel32!first +8', 10)).toBe('call kernel32!first+8');
  });

  it('have both names in their places, and the address where there is no name', () => {
    expect(beside('c7 05 @to as REL32_4 @what as ADDR32')).toBe('mov dword ptr [to],what');
    expect(beside('c7 05 @what as REL32_4 @to as ADDR32')).toBe('mov dword ptr [what],to');
    expect(beside('c7 05 @to as REL32_4 00 00 00 00')).toBe('mov dword ptr [to],0');
    expect(beside('c7 05 00 00 00 00 @what as ADDR32', 0)).toBe('mov dword ptr [0ah],what');
    expect(beside('c7 05 00 00 00 00 @what as ADDR32', 6)).toBe('mov dword ptr [10h],what');
  });

  it('are other instructions on another machine', () => {
    expect(beside('48 c3', 0, 'AMD64')).toBe('ret');
    expect(beside('48 c3', 0, 'I386')).toBe('dec eax; ret');
  });

  it('have no text where they are not whole instructions', () => {
    expect([beside('06'), beside('06', 1), beside('e8 00')]).toEqual([null, null, null]);
  });
});
