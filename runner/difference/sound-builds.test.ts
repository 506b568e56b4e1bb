import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Difference } from './difference';
import { explainDifferences } from './explain-differences';

/** What two builds of a program differ by, of which the second has four bytes more in .rdata. */
function differences(name: string): readonly Difference[] {
  const [before, after] = ['before', 'after'].map((version) => {
    const file = path.join(__dirname, 'fixtures', `${name}-${version}.exe`);
    return { image: new Uint8Array(fs.readFileSync(file)), nodes: null };
  }) as [{ image: Uint8Array; nodes: null }, { image: Uint8Array; nodes: null }];
  return explainDifferences(before, after);
}

const NAMES = ['relocated', 'symbols', 'fixed'];

describe.each(NAMES)('two sound builds, %s', (name) => {
  it('have no field that is called wrong', () => {
    const causes = differences(name).map(({ cause }) => cause ?? '');
    expect(causes.filter((cause) => cause.includes('applied'))).toEqual([]);
  });

  it('have guesses that are called guesses, with their reason', () => {
    const causes = differences(name).map(({ cause }) => cause ?? '');
    const guesses = causes.filter((cause) => /likely|another target/.test(cause));
    expect(guesses.filter((cause) => !cause.includes('(a guess, as '))).toEqual([]);
  });
});

const fieldsOf = (name: string): readonly string[] =>
  differences(name)
    .filter(({ key }) => key.startsWith('reloc.'))
    .map(({ key, cause }) => `${key}: ${cause ?? ''}`);

it('a field is an address only where both images have a base relocation, if they have any', () => {
  // Without base relocations, what is at 0x24 in both looks like an address too.
  const places = (name: string): readonly string[] =>
    fieldsOf(name).map((field) => field.replace(/: .*/, ''));
  expect(places('relocated')).toEqual(['reloc.section.rdata+0x4', 'reloc.section.rdata+0x20']);
  expect(places('fixed')).toEqual([...places('relocated'), 'reloc.section.rdata+0x24']);
});

it('symbols say what a field refers to, and where the field is now', () => {
  expect(fieldsOf('symbols')).toEqual([
    'reloc.section.rdata+0x4: follows second, which moved',
    'reloc.section.rdata+0x20: other bytes are here: more+0x4 was, more is; more moved to 0x2020',
  ]);
});

it('without symbols, a field may refer to anything in its section: that is a guess', () => {
  expect(fieldsOf('relocated')[0]).toBe(
    'reloc.section.rdata+0x4: what it refers to likely moved by +0x4 in section(.rdata) ' +
      '(a guess, as nothing says what lies within section(.rdata))',
  );
});
