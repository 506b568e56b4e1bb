import { mostlySlowTest } from '../../../reference/testing/slow-test';
import { hex } from '../../text/numbers';
import * as path from 'node:path';
import { caseFolder, loadCase } from '../../case/case-store';
import { damages, judgeDamage } from './damage';
import { hostPairs } from '../testing/equal-pairs';

/** Damages of each image that are tried, evenly spread: the soak tries more, of all cases. */
const TRIED = 60;

/** A small case of each kind: imports, tables of pointers, exports, calls. */
const CASES = ['hello', 'pointer_tables', 'imports_grow', 'change_exports'];

describe('damage to what was compared', () => {
  mostlySlowTest.each(CASES)('is seen: %s', (name) => {
    const [pair] = hostPairs(loadCase(path.join(caseFolder(), `${name}.incr`))).slice(-1);
    if (pair === undefined) throw new Error(`no image of ${name}`);
    const all = damages(pair.a, pair.b);
    const step = Math.ceil(all.length / TRIED);
    const tried = all.filter((_damage, index) => index % step === 0);
    expect(tried.length).toBeGreaterThan(20);
    const missed = tried
      .filter((damage) => judgeDamage(damage, pair.a, pair.b) === 'missed')
      .map(({ kind, rva }) => `${kind} at ${hex(rva)}`);
    expect(missed).toEqual([]);
  });

  it('is done to a copy, of a buffer too', () => {
    const [pair] = hostPairs(loadCase(path.join(caseFolder(), 'hello.incr'))).slice(-1);
    if (pair === undefined) throw new Error('no image of hello');
    const [damage] = damages(pair.a, pair.b);
    if (damage === undefined) throw new Error('nothing to damage');
    const image = Buffer.from(pair.a);
    expect(judgeDamage(damage, image, pair.b)).toBe('found');
    expect(image.equals(pair.a)).toBe(true);
  });
});
