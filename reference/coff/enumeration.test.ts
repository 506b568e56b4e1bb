import { DebugType, IMAGE, OptionalHeader, Subsystem } from '.';
import { enumeration } from './enumeration';

const { MACHINE } = IMAGE.FILE;

test('tags are numbers, and numbers have names', () => {
  expect(Subsystem.WINDOWS_CUI).toBe(3);
  expect(Subsystem.name(3)).toBe('WINDOWS_CUI');
  expect(OptionalHeader.Magic.name(0x20b)).toBe('PE32+');
});

test('a number without a tag is a value, too', () => {
  const machine = MACHINE.fromInt(0xc0ee);
  expect(machine).toBe(0xc0ee);
  expect(MACHINE.name(machine)).toBeUndefined();
});

test('a number that does not fit is no value', () => {
  expect(() => MACHINE.fromInt(0x1_0000)).toThrow(RangeError);
  expect(() => IMAGE.REL.AMD64.fromInt(-1)).toThrow(RangeError);
});

test('its own properties are its tags: operations and second names do not show', () => {
  expect(Object.keys(DebugType)).toContain('REPRO');
  expect(Object.keys(DebugType)).not.toContain('name');
  expect(Object.keys(MACHINE)).not.toContain('AXP64');
});

test('AXP64 is a second name', () => {
  expect(MACHINE.AXP64).toBe(MACHINE.ALPHA64);
  expect(MACHINE.name(MACHINE.AXP64)).toBe('ALPHA64');
});

test.each([
  ['one number, two tags', { A: 1, B: 1 }, 'Example.B: 1 has a tag already'],
  ['a number too large', { A: 4 }, 'Example.A: 4 is not a u2'],
])('%s: does not load', (_what, tags, message) => {
  expect(() => enumeration('Example', 2, tags)).toThrow(message);
});
