import * as path from 'node:path';
import { fc, runs } from '../../reference/testing/properties';
import { mostlySlowTest } from '../../reference/testing/slow-test';
import { caseFolder, loadCase } from '../case/case-store';
import { hex } from '../text/numbers';
import { compareImages } from './compare-images';
import { damages } from './damage/damage';
import { hostPairs } from './testing/equal-pairs';

/** Imports, tables of pointers, exports, calls, and relocated addresses of 32 bits. */
const CASES = ['pointer_tables', 'imports_grow', 'change_exports', 'i386_runs'];

describe('the order of two images', () => {
  mostlySlowTest.each(CASES)('does not matter, whatever is damaged: %s', (name) => {
    const [pair] = hostPairs(loadCase(path.join(caseFolder(), `${name}.incr`))).slice(-1);
    if (pair === undefined) throw new Error(`no image of ${name}`);
    const { a, b } = pair;
    const all = damages(a, b);
    const many = fc.array(fc.nat(all.length - 1), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(many, (chosen) => {
        const damaged = Uint8Array.from(a);
        for (const index of chosen) {
          const damage = all[index];
          if (damage !== undefined) damaged.set(damage.bytes, damage.fileOffset);
        }
        const [one, other] = [compareImages(damaged, b), compareImages(b, damaged)];
        const what = chosen.map((index) => `${all[index]?.kind} at ${hex(all[index]?.rva ?? 0)}`);
        expect({ what, verdict: other.verdict }).toEqual({ what, verdict: one.verdict });
      }),
      { numRuns: runs(60) },
    );
  });
});
