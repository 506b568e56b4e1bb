import type { House, Room } from './house';
import { survey } from './survey';

const GROUND: Room = { path: 'runner/text', about: 'text', floor: 0 };
const UPPER: Room = { path: 'runner/judge', about: 'judges', floor: 1 };
const LEVEL: Room = { path: 'runner/oracle', about: 'vectors', floor: 1 };
const APART: Room = { path: 'runner/bench', about: 'measures', floor: null };
const HOUSE: House = {
  floors: [
    { name: 'ground', rooms: [GROUND] },
    { name: 'upper', rooms: [UPPER, LEVEL] },
  ],
  rooms: [GROUND, UPPER, LEVEL, APART],
};

/** Surveys files that import each other: "a.ts b.ts" for an import of b.ts by a.ts. */
function surveyed(...lines: readonly string[]) {
  const imports = lines.map((line) => {
    const [from = '', to = ''] = line.split(' ');
    return { from, to };
  });
  const files = [...new Set(imports.flatMap(({ from, to }) => [from, to]))];
  const { arrows, up, circles, homeless } = survey(HOUSE, { files, imports });
  const names = (list: typeof arrows): readonly string[] =>
    list.map(({ from, to }) => `${from.path} ${to.path}`);
  return { arrows: names(arrows), up: names(up), circles, homeless };
}

describe('the survey of the house', () => {
  it('counts the imports from one room to another as one arrow', () => {
    const found = surveyed(
      'runner/judge/a.ts runner/text/x.ts',
      'runner/judge/b.ts runner/text/y.ts',
      'runner/judge/a.ts runner/judge/b.ts',
    );
    expect(found).toEqual({
      arrows: ['runner/judge runner/text'],
      up: [],
      circles: [],
      homeless: [],
    });
  });

  it.each([
    ['to a higher floor', 'runner/text/x.ts runner/judge/a.ts', ['runner/text runner/judge']],
    ['to a room apart', 'runner/judge/a.ts runner/bench/b.ts', ['runner/judge runner/bench']],
    ['along a floor', 'runner/judge/a.ts runner/oracle/b.ts', []],
    ['from a room apart', 'runner/bench/b.ts runner/judge/a.ts', []],
  ])('says which arrows lead up: %s', (_title, line, up) => {
    expect(surveyed(line).up).toEqual(up);
  });

  it('finds rooms that import each other, whatever lies between', () => {
    const { circles } = surveyed(
      'runner/judge/a.ts runner/oracle/b.ts',
      'runner/oracle/c.ts runner/judge/d.ts',
    );
    expect(circles).toEqual([['runner/judge', 'runner/oracle']]);
  });

  it('finds folders of one room that import each other', () => {
    const { circles } = surveyed(
      'runner/judge/level/a.ts runner/judge/result/b.ts',
      'runner/judge/result/c.ts runner/judge/meaning/d.ts',
      'runner/judge/meaning/d.ts runner/judge/level/e.ts',
    );
    expect(circles).toEqual([
      ['runner/judge/level', 'runner/judge/meaning', 'runner/judge/result'],
    ]);
  });

  it('finds files that are in no room, though a name begins as a room does', () => {
    const { homeless } = surveyed('runner/judges/a.ts runner/text/x.ts');
    expect(homeless).toEqual(['runner/judges/a.ts']);
  });
});
