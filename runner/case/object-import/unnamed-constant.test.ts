import { importListing } from './import-object';
import { contentOf, heads } from './testing/fixtures';
import { imported, listing } from './testing/imported-object';
import { fn, text } from './testing/object-parts';
import type { WrittenObject } from '../../image/coff-object/testing/write-object';

describe('a constant without a name', () => {
  const constant = (bytes: string, alignment: number): WrittenObject => ({
    sections: [
      { name: '.rdata', kind: 'constant', bytes, alignment },
      text('0f2805 00000000 c3', [[3, '.rdata', 'REL32']]),
    ],
    symbols: [fn('f', 0)],
  });

  it.each([
    ['numbers', '0000803f'.repeat(5), 16],
    ['numbers of AVX', '0000803f'.repeat(9), 32],
    ['a text', '6162636465666768696a6b6c6d6e6f00', 16],
  ])('is aligned as its section is: %s', (_what, bytes, alignment) => {
    expect(heads(listing(constant(bytes, alignment)))[0]).toMatch(
      new RegExp(`^uav \\w+: .* align ${alignment}$`),
    );
  });

  it('keeps the zeros after a text: an instruction may read them', () => {
    const lines = listing(constant('6869000000000000', 8));
    expect(contentOf(lines, /^uav/)).toEqual(['qword 26984']);
  });

  it('that a later object aligns further is so from then on, by what refers to it', () => {
    const before = imported(constant('0000803f'.repeat(4), 4));
    const after = imported(constant('0000803f'.repeat(4), 16));
    const lines = importListing(after, before);
    expect(heads(lines)).toEqual(['fn f: fn () void']);
    expect(contentOf(lines, /^fn f/)[0]).toMatch(/^0f 28 05 @uav constant_[0-9a-f]{6} align 16$/);
  });
});
