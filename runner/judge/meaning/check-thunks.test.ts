import { checkThunks } from './check-thunks';
import { MisfitList } from './misfit-list';

const THUNK = { key: 'import a.dll!f', start: 0x1010, field: 0x1012 };

/** The misfits of the thunk if the loader patches these places. */
function kindsFor(
  machine: 'AMD64' | 'I386',
  ...places: readonly (readonly [rva: number, width: number])[]
): readonly string[] {
  const list = new MisfitList();
  const patched = places.map(([rva, width]) => ({ rva, width }));
  checkThunks(machine, [THUNK], patched, list);
  return list.misfits.map(({ kind, symbol }) => `${kind} of ${symbol}`);
}

const UNEXPECTED = 'unexpected-base-relocation of import a.dll!f';
const NONE = 'no-base-relocation of import a.dll!f';

it.each([
  ['a jump by distance', 'AMD64', [], []],
  [
    'what lies around it',
    'AMD64',
    [
      [0x1008, 8],
      [0x1016, 4],
    ],
    [],
  ],
  ['its distance', 'AMD64', [[0x1012, 4]], [UNEXPECTED]],
  ['its opcode', 'AMD64', [[0x1009, 8]], [UNEXPECTED]],
  ['a jump by address', 'I386', [[0x1012, 4]], []],
  ['no address', 'I386', [], [NONE]],
  ['half of its address', 'I386', [[0x1012, 2]], [UNEXPECTED, NONE]],
  ['its address, one byte off', 'I386', [[0x1013, 4]], [UNEXPECTED, NONE]],
] as const)('judges base relocations of %s', (_what, machine, places, kinds) => {
  expect(kindsFor(machine, ...places)).toEqual(kinds);
});
