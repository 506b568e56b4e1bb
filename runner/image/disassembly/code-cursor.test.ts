import { fc, runs } from '../../../reference/testing/properties';
import { CodeCursor, type CodeAddress } from './code-cursor';
import type { DecodedInstruction } from './decoded-instruction';
import { disassemble } from './disassemble';

const PLACE: CodeAddress = { address: 0x1000, bits: 64 };

function plain({
  offset,
  length,
  isValid,
  isLast,
  target,
}: DecodedInstruction): DecodedInstruction {
  return { offset, length, isValid, isLast, target };
}

function read(code: Uint8Array, place = PLACE): readonly DecodedInstruction[] {
  const found: DecodedInstruction[] = [];
  const cursor = new CodeCursor(code, place);
  while (cursor.next()) found.push(plain(cursor));
  cursor.free();
  return found;
}

/** What the decoder says, which remembers nothing. */
const decoded = (code: Uint8Array, place = PLACE): readonly DecodedInstruction[] =>
  disassemble(code, place).map(plain);

const byte = fc.integer({ min: 0, max: 0xff });
/** Prefixes, of which some change the size of constants, or of addresses; REX at last. */
const prefixes = fc.tuple(
  fc.array(fc.constantFrom(0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e, 0x64), { maxLength: 2 }),
  fc.array(fc.integer({ min: 0x40, max: 0x4f }), { maxLength: 1 }),
);
/** The one-byte map, and those behind 0f, 0f 38 and 0f 3a; vectors, XOP and 3DNow!. */
const opcode = fc.oneof(
  fc.tuple(byte),
  fc.tuple(fc.constant(0x0f), byte),
  fc.tuple(fc.constant(0x0f), fc.constantFrom(0x38, 0x3a, 0x0f), byte),
  fc.tuple(fc.constantFrom(0xc4, 0xc5, 0x62, 0x8f), byte, byte, byte),
);
/** Up to a displacement: a mod r/m byte, and perhaps a SIB byte. */
const operands = fc.tuple(byte, byte);
const constants = fc.uint8Array({ minLength: 16, maxLength: 16 });
const beginning = fc
  .tuple(prefixes, opcode, operands)
  .map(([[legacy, rex], code, modes]) => [...legacy, ...rex, ...code, ...modes]);

describe('reading code one instruction at a time', () => {
  it('says what the decoder says of an instruction that is known with other constants', () => {
    fc.assert(
      fc.property(beginning, constants, constants, (start, first, second) => {
        read(Uint8Array.from([...start, ...first]));
        const code = Uint8Array.from([...start, ...second]);
        expect(read(code)).toEqual(decoded(code));
      }),
      { numRuns: runs(1000) },
    );
  });

  it('knows no instruction of which the end is missing', () => {
    fc.assert(
      fc.property(beginning, constants, fc.nat(20), (start, bytes, length) => {
        const whole = Uint8Array.from([...start, ...bytes]);
        read(whole);
        const code = whole.subarray(0, length);
        expect(read(code)).toEqual(decoded(code));
      }),
      { numRuns: runs(300) },
    );
  });

  it('keeps 32-bit code apart', () => {
    // In 64-bit code, 40h is a prefix of the next byte.
    const code = Buffer.from('40 ff c0 40'.replaceAll(' ', ''), 'hex');
    read(code);
    expect(read(code, { ...PLACE, bits: 32 })).toEqual(decoded(code, { ...PLACE, bits: 32 }));
  });

  it('reads any place of the code, and goes on from there', () => {
    const cursor = new CodeCursor(Buffer.from('e80100000090ebfec3', 'hex'), PLACE);
    cursor.read(6);
    expect(plain(cursor)).toEqual({
      ...{ offset: 6, length: 2, isValid: true, isLast: true },
      target: 0x1006,
    });
    expect(cursor.next()).toBe(true);
    expect(cursor).toMatchObject({ offset: 8, isLast: true, target: null });
    expect(cursor.next()).toBe(false);
    cursor.free();
  });
});
