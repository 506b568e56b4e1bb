import { compareImages } from './compare-images';
import type { SameResult } from './same-result';
import {
  microsoftProgram,
  missingForMicrosoft,
  type MicrosoftMachine,
} from './testing/microsoft-program';

const NOTE = 'exception handlers, whose own data are not compared';

const MACHINES: readonly MicrosoftMachine[] = ['x86_64', 'i686'];

/** Each makes another program of it. */
const CHANGES = [
  ['what a virtual function does', '-DAREA=4'],
  ['what is thrown', '-DCODE=43'],
  ['the text that a virtual function returns', '-DNAME="a sphere"'],
  ['what a catch returns', '-DRECOVERED=error.code+1'],
] as const;

/** Each makes another program of it, too. In 32-bit images, types have no known end. */
const CHANGES_OF_TYPES = [
  ['the order of base classes', '-DBASES=virtual Named, Shape'],
  ['the type of a catch', '-DCAUGHT=unsigned'],
  ['the type of what is thrown', '-DTHROWN=7u'],
] as const;

it('programs in C++ for the Microsoft ABI can be built here', () => {
  expect(missingForMicrosoft()).toEqual([]);
});

it.each(['-O0', '-O2'])(
  'a program in C++ for the Microsoft ABI is the same by lld-link and GNU ld: %s',
  (level) => {
    const one = microsoftProgram({ machine: 'x86_64', level });
    const other = microsoftProgram({
      machine: 'x86_64',
      level,
      linker: 'gnu-ld',
      isReversed: true,
    });
    expect(compareImages(one, other).differences).toEqual([]);
  },
);

describe.each(MACHINES)('a program in C++ for the Microsoft ABI, for %s', (machine) => {
  it.each(['-O0', '-O1', '-O2'])('is the same in another order of objects: %s', (level) => {
    const one = microsoftProgram({ machine, level });
    const other = microsoftProgram({ machine, level, isReversed: true });
    expect(Buffer.compare(one, other)).not.toBe(0);
    const result = compareImages(one, other);
    expect(result.verdict).toBe('same');
    expect(result.differences).toEqual([]);
    expect(result.notes.map(({ what }) => what)).not.toContain(NOTE);
  });

  describe.each(['-O0', '-O2'])('by %s', (level) => {
    const one = microsoftProgram({ machine, level });

    const changed = (change: string): SameResult =>
      compareImages(one, microsoftProgram({ machine, level, change, isReversed: true }));

    it.each(CHANGES)('differs in %s', (_what, change) => {
      expect(changed(change).verdict).toBe('different');
    });

    it.each(CHANGES_OF_TYPES)('differs in %s, perhaps', (_what, change) => {
      const { verdict, possible } = changed(change);
      expect(verdict === 'different' || (machine === 'i686' && possible.length > 0)).toBe(true);
    });
  });
});
