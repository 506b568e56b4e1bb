import { fc, runs } from '../../../reference/testing/properties';
import type { Target } from '../link-script/content';
import { formatListing } from './format-listing';
import { parseReference, targetJson, writeTarget } from './target';
import { randomListing } from './testing/random-listing';
import { readListing } from './testing/read-listing';
import { Tokens } from './tokens';

const RUNS = { numRuns: runs(200) };

const formatted = (lines: readonly string[]): string => formatListing(lines, 'AMD64').join('\n');

describe('any listing', () => {
  it('is the ops that it says', () => {
    fc.assert(
      fc.property(randomListing(false), ({ lines, ops }) => {
        expect(readListing(lines.join('\n'))).toMatchObject({ ops, problems: [] });
      }),
      RUNS,
    );
  });

  it('is the same ops when it is laid out, whatever stood beside the bytes before', () => {
    fc.assert(
      fc.property(randomListing(true), ({ lines, ops }) => {
        expect(readListing(formatted(lines))).toMatchObject({ ops, problems: [] });
      }),
      RUNS,
    );
  });

  it('stays as it is when it is laid out once more', () => {
    fc.assert(
      fc.property(randomListing(true), ({ lines }) => {
        const once = formatListing(lines, 'AMD64');
        expect(formatListing(once, 'AMD64')).toEqual(once);
      }),
      RUNS,
    );
  });

  it('that is no listing is laid out without a crash, and stays as it is then', () => {
    const line = fc
      .tuple(
        fc.constantFrom('', '  ', '\t'),
        fc.constantFrom('fn ', 'uav ', 'nav x: T align ', 'e8 @', 'ptr @', 'ascii "', '//', ''),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
      )
      .map((parts) => parts.join('').replaceAll(/[\n\r]/g, ' '));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const once = formatListing(lines, 'AMD64');
        expect(formatListing(once, 'AMD64')).toEqual(once);
        expect(once).toHaveLength(lines.length);
        const problems = readListing(lines.join('\n')).problems.map((text) => text.split(':')[1]);
        expect(new Set(problems).size).toBe(problems.length);
      }),
      RUNS,
    );
  });
});

describe('any target', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const target: fc.Arbitrary<Target> = fc.oneof(
    text.map((nav): Target => ({ kind: 'nav', nav })),
    fc
      .tuple(text, fc.constantFrom(null, 1, 64))
      .map(([uav, align]): Target => ({ kind: 'uav', uav, align })),
    fc
      .tuple(fc.constantFrom('code', 'const_data'), text)
      .map(([lazy, type]): Target => ({ kind: 'lazy', lazy, type })),
    fc
      .tuple(
        text,
        fc.option(
          text.filter((dll) => dll !== '' && !dll.includes('!')),
          { nil: null },
        ),
      )
      .map(([name, libName]): Target => ({ kind: 'global', name, libName })),
  );

  it('is read as it was written, and so is what stands after it', () => {
    fc.assert(
      fc.property(target, fc.integer(), (written, addend) => {
        const sum = `${addend < 0 ? '' : '+'}${addend}`;
        const tokens = new Tokens(`@${writeTarget(written)} ${sum} as ADDR64 rest`);
        const reference = parseReference(tokens);
        expect(targetJson(reference.target)).toEqual(targetJson(written));
        expect(reference).toMatchObject({ addend, type: 'ADDR64' });
        expect(tokens.rest()).toBe('rest');
      }),
      RUNS,
    );
  });
});
