import { fc } from '../../reference/testing/properties';
import { zeroesAt } from './zero-run';

/** As {@link zeroesAt}, one byte after the other. */
function oneByOne(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < Math.min(to, bytes.length) && bytes[at] === 0) at += 1;
  return at - from;
}

describe('zeroesAt', () => {
  it('counts zeroes up to another byte or the end, across blocks', () => {
    const place = fc.nat({ max: 0x2800 });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 3 }), place, place, (others, from, to) => {
        const bytes = new Uint8Array(0x2400);
        for (const at of others) bytes[at] = 1;
        expect(zeroesAt(bytes, from, to)).toBe(oneByOne(bytes, from, to));
      }),
    );
  });
});
