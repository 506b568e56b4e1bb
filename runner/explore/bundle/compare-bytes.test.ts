import { fc } from '../../../reference/testing/properties';
import { compareBytes } from './compare-bytes';

describe('compareBytes', () => {
  it('orders bytes as Buffer.compare of Node.js does', () => {
    const few = fc.uint8Array({ max: 2, maxLength: 6 });
    fc.assert(
      fc.property(few, few, (a, b) => {
        expect(compareBytes(a, b)).toBe(Buffer.compare(a, b));
      }),
    );
  });
});
