import { Decoder, Instruction, Mnemonic, OpKind } from 'iced-x86';
import { fc } from '../../reference/testing/properties';
import { displacementAt, shapeOf, type InstructionShape } from './instruction-shape';
import { InstructionShapes } from './instruction-shapes';
import { ImageContents } from './image-contents';

/** Bytes that random code is taken from: those that code has often, so that shapes recur. */
const USUAL = [0x48, 0x8b, 0x0f, 0x66, 0xc5, 0xc4, 0x62, 0x05, 0x41, 0x84, 0x89, 0xe8, 0xb8, 0xf3];
/** Bytes of the longest instruction. */
const LONGEST = 15;

const code = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.constantFrom(...USUAL)), {
    minLength: 1,
    maxLength: 300,
  })
  .map((bytes) => Uint8Array.from([...bytes, ...new Uint8Array(LONGEST)]));

/** What the decoder alone says; null where there is no instruction. */
function decoded(bits: 32 | 64, bytes: Uint8Array, index: number): InstructionShape | number {
  const part = bytes.subarray(index, index + LONGEST);
  const decoder = new Decoder(bits, part, 0);
  const instruction = new Instruction();
  decoder.decodeOut(instruction);
  try {
    if (instruction.mnemonic === Mnemonic.INVALID) return instruction.length;
    return shapeOf(decoder, instruction, part);
  } finally {
    instruction.free();
    decoder.free();
  }
}

describe.each([32, 64] as const)('shapes of %i bits', (bits) => {
  test('are what the decoder says at every place, however often it is asked', () => {
    fc.assert(
      fc.property(code, (bytes) => {
        const shapes = new InstructionShapes(bits === 64);
        for (const round of [1, 2]) {
          for (let index = 0; index + LONGEST < bytes.length; index += 1) {
            const expected = decoded(bits, bytes, index);
            const shape = shapes.at(bytes, index) ?? shapes.invalidLength;
            expect({ round, index, shape }).toEqual({ round, index, shape: expected });
          }
        }
        shapes.free();
      }),
    );
  });
});

test('instructions that differ in numbers alone share a shape', () => {
  const shapes = new InstructionShapes(true);
  // lea rcx,[rip+1]; lea rcx,[rip+2]; lea rdx,[rip+1]
  const bytes = Uint8Array.from(
    Buffer.from('488d0d01000000488d0d02000000488d1501000000'.padEnd(80, '0'), 'hex'),
  );
  expect(shapes.at(bytes, 7)).toBe(shapes.at(bytes, 0));
  expect(shapes.at(bytes, 14)).not.toBe(shapes.at(bytes, 0));
  shapes.free();
});

test.each([
  ['no displacement', 64, '8b01', 0],
  ['one byte', 64, '8b41f0', -0x10],
  ['one byte that counts the operand: vmovups zmm0,[rcx+40h]', 64, '62f17c48104101', 0x40],
  ['four bytes', 64, '8b8100f0ffff', -0x1000],
  ['two bytes: mov eax,[bx+8000h]', 32, '67 8b 87 00 80', 0x8000],
  ['eight bytes: mov eax,gs:[58h]', 64, '65a15800000000000000', 0x58],
] as const)('a displacement of %s', (_what, bits, hex, expected) => {
  const bytes = Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  const section = { name: '.text', start: 0x1000, end: 0x2000, filledEnd: 0x1000 + bytes.length };
  const contents = new ImageContents(
    bytes,
    [{ ...section, fileStart: 0, isCode: true, isWritable: false }],
    0x40_0000n,
    0x2000,
    bits === 64 ? 8 : 4,
  );
  const shapes = new InstructionShapes(bits === 64);
  const shape = shapes.at(contents.memory, 0) as InstructionShape;
  expect(displacementAt(shape, contents, 0x1000)).toBe(expected);
  expect(shape.kinds).toContain(OpKind.Memory);
  shapes.free();
});
