import { fc } from '../../reference/testing/properties';
import { LeavesByRva } from './leaves-by-rva';

/** Leaves one after another, with gaps: sizes and gaps in turns. */
function leavesOf(start: number, lengths: readonly (readonly [size: number, gap: number])[]) {
  let rva = start;
  return lengths.map(([size, gap]) => {
    const leaf = { rva, size };
    rva += size + gap;
    return leaf;
  });
}

describe('the leaf at an RVA', () => {
  const length = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 0x2000 }));
  const gap = fc.oneof(fc.constant(0), fc.nat(0x1000), fc.constant(0x5000_0000));

  test('is the one that has it, or none', () => {
    fc.assert(
      fc.property(
        fc.nat(0x3000),
        fc.array(fc.tuple(length, gap), { maxLength: 30 }),
        fc.array(fc.nat(0x8000)),
        (start, lengths, others) => {
          const leaves = leavesOf(start, lengths);
          const edges = leaves.flatMap((leaf) =>
            [-1, 0, leaf.size - 1, leaf.size].map((at) => leaf.rva + at),
          );
          const found = new LeavesByRva(
            Float64Array.from(leaves, (leaf) => leaf.rva),
            Float64Array.from(leaves, (leaf) => leaf.size),
          );
          const isIn = (leaf: { readonly rva: number; readonly size: number }, rva: number) =>
            rva >= leaf.rva && rva < leaf.rva + leaf.size;
          const numbers = [...edges, ...others, -1, 2 ** 32, 2 ** 53].map((rva) => ({
            rva,
            found: found.numberAt(rva),
            expected: leaves.findIndex((leaf) => isIn(leaf, rva)),
          }));
          expect(numbers.filter((one) => one.found !== one.expected)).toEqual([]);
        },
      ),
    );
  });
});
