import { fc, runs } from '../../reference/testing/properties';
import { disassemble } from '../image/disassembly/disassemble';
import type { ContentPair } from './content-pair';
import type { Difference } from './difference';
import { readPair } from './image-pair';
import { alignedReferenceDifference, referenceDifference } from './reference-difference';
import { oracleSnapshot } from './testing/snapshots';

/** All words, which may be made only now. */
const words = ({ key, message, before, after, cause, details, group }: Difference) => ({
  ...{ key, message, before, after, cause, details, group },
});

describe('an instruction of aligned code that may refer to something else', () => {
  test.each([
    ['data-section-grows', 0, 5],
    ['import-growth', 3, 4],
    ['pointer-tables', 0, 1],
  ])('is told as any other, with the same words: %s, %i and %i', (name, first, second) => {
    const images = readPair(oracleSnapshot(name, first), oracleSnapshot(name, second));
    const { rows } = images.before.nodes;
    const places = Array.from(images.before.nodes.leaves, (leaf) => rows?.rvas[leaf] ?? 0);
    const now = places.map((rva) => images.counterparts.placeOf(rva)).filter((rva) => rva > 0);
    const near = (rvas: readonly number[]) =>
      fc
        .tuple(fc.constantFrom(...rvas), fc.constantFrom(0, 0, 0, 1, 8, 0x5000))
        .map(([rva, more]) => rva + more);
    const call = (from: number, to: number): Uint8Array => {
      const code = Buffer.from('e800000000', 'hex');
      code.writeInt32LE(to - from - 5, 1);
      return code;
    };
    let found = 0;
    fc.assert(
      fc.property(near(places), near(now), near(places), near(now), (old, to, from, newFrom) => {
        // A target that stayed, or followed, is as likely as any other.
        for (const target of [to, images.counterparts.placeOf(old) || old, old]) {
          const pair: ContentPair = {
            key: 'nav(main.f)',
            old: call(from, old),
            now: call(newFrom, target),
            oldRva: from,
            newRva: newFrom,
          };
          const [before] = disassemble(pair.old, {
            address: from,
            nameOf: (address) => images.before.nodes.describe(address),
          });
          const [after] = disassemble(pair.now, {
            address: newFrom,
            nameOf: (address) => images.after.nodes.describe(address),
          });
          if (before === undefined || after === undefined) throw new Error('two calls are wanted');
          const told = alignedReferenceDifference(images, pair, { before, after });
          const isBranch = old >= from && old < from + 5;
          const isInside = isBranch && target >= newFrom && target < newFrom + 5;
          const expected = isInside ? [] : referenceDifference(images, pair, { before, after });
          expect(told.map(words)).toEqual(expected.map(words));
          found += expected.length;
        }
      }),
      { numRuns: runs(200) },
    );
    expect(found).toBeGreaterThan(runs(100));
  });
});
