import * as fs from 'node:fs';
import type { Mutant } from './rows/mutant';
import { sourceFile } from './mutant-tree';
import { mutateSource } from './mutate-source';
import { MUTANTS } from './rows';

const ROW: Mutant = {
  name: 'adds',
  kind: 'relocations',
  file: 'any.ts',
  find: 'a - b',
  replace: 'a + b',
};

describe('a mutation', () => {
  it('replaces the text that it names', () => {
    expect(mutateSource('const c = a - b;', ROW)).toBe('const c = a + b;');
  });

  it.each([
    ['is gone', 'const c = b;', 'no longer contains "a - b"'],
    ['is there twice', 'a - b; a - b', 'more than once'],
  ])('is refused by name when its text %s', (_what, source, message) => {
    expect(() => mutateSource(source, ROW)).toThrow(message);
    expect(() => mutateSource(source, ROW)).toThrow('mutation adds');
  });

  it('is refused when it changes nothing', () => {
    expect(() => mutateSource('a - b', { ...ROW, replace: 'a - b' })).toThrow('changes nothing');
  });
});

describe('the rows', () => {
  it('are at least 200, and each finds its place', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(200);
    for (const mutant of MUTANTS) {
      const source = fs.readFileSync(sourceFile(mutant.file), 'utf8');
      expect(() => mutateSource(source, mutant)).not.toThrow();
    }
  });
});
