import { fc } from '../../reference/testing/properties';
import { disassembleLazily, type DisassembledInstruction } from '../image/disassembly/disassemble';
import { instructionsOf } from './content-lines';
import type { Side } from './image-pair';

const START = 0x1000;

/** All that is asked of a side, where code names what it refers to by itself. */
const side = { view: { bits: 64 } } as unknown as Side;

const nameOf = (address: number): string => `place${address - START}`;

const plain = ({ offset, length, text, isValid }: DisassembledInstruction) => ({
  ...{ offset, length, text, isValid },
});

describe('the instructions of code', () => {
  it('are those of all its bytes, without those at the end that are all zero', () => {
    const bytes = fc.array(fc.constantFrom(0, 0x48, 0x83, 0xb8, 0xc3, 0xc4, 0xe8, 0xff));
    fc.assert(
      fc.property(bytes, fc.nat(40), (given, zeroes) => {
        const code = Uint8Array.from([...given, ...Array.from({ length: zeroes }, () => 0)]);
        const all = disassembleLazily(code, { address: START, bits: 64, nameOf }).map(plain);
        const isZero = ({ offset, length }: { readonly offset: number; readonly length: number }) =>
          code.subarray(offset, offset + length).every((byte) => byte === 0);
        const last = all.findLastIndex((each) => !isZero(each));
        const found = instructionsOf(code, { address: START, side }, nameOf).map(plain);
        expect(found).toEqual(all.slice(0, last + 1));
      }),
    );
  });
});
