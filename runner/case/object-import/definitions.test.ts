import { importListing, importObject } from './import-object';
import { contentOf, FROM_KERNEL32 } from './testing/fixtures';
import {
  writeObject,
  type WrittenSection,
  type WrittenSymbol,
} from '../../image/coff-object/testing/write-object';

/** call f; ret, at 0, and f: ret, at 16 */
const CALL: WrittenSection = {
  name: '.text',
  kind: 'code',
  bytes: `e8 00000000 c3 ${'90'.repeat(10)} c3`,
  relocations: [[1, 'f', 'REL32']],
};

const fn = (name: string, value: number): WrittenSymbol => ({
  name,
  section: '.text',
  value,
  isFunction: true,
});

function listing(symbols: readonly WrittenSymbol[]): readonly string[] {
  const bytes = writeObject({ source: 'a.c', sections: [CALL], symbols });
  return importListing(importObject(bytes, FROM_KERNEL32), null);
}

describe('a symbol that an object only names', () => {
  // References go by the last record of a name, which is the one without a section.
  it('is the one that it defines too, as where it was made of several objects', () => {
    const lines = listing([fn('main', 0), fn('f', 16), { name: 'f', section: null }]);
    expect(contentOf(lines, /^fn main/)).toEqual(['e8 @f', 'c3']);
  });

  it('is a function of a DLL if it does not', () => {
    const lines = listing([fn('main', 0), fn('g', 16), { name: 'f', section: null }]);
    expect(contentOf(lines, /^fn main/)).toEqual(['e8 @kernel32!f', 'c3']);
  });

  it('is not one that only the object itself knows', () => {
    const local: WrittenSymbol = { ...fn('f', 16), isStatic: true };
    const lines = listing([fn('main', 0), local, { name: 'f', section: null }]);
    expect(contentOf(lines, /^fn main/)).toEqual(['e8 @kernel32!f', 'c3']);
  });
});

it('a symbol that is defined twice is refused, with both places', () => {
  expect(() => listing([fn('f', 0), fn('f', 16)])).toThrow(
    'f is defined twice: at 0x0 of .text, and at 0x10 of .text; linkers refuse such an object',
  );
});
