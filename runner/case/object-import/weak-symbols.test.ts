import type { ObjectSymbol } from './object';
import { withDefaults } from './weak-symbols';

const symbol = (name: string, more: Partial<ObjectSymbol> = {}): ObjectSymbol => ({
  name,
  section: null,
  value: 0,
  isExternal: true,
  isFunction: true,
  isSection: false,
  problem: null,
  ...more,
});

/** What becomes of the weak external at index 0, whose default is at index 1 unless others are given. */
function resolved(
  definition: ObjectSymbol,
  defaults: readonly (readonly [number, number])[] = [[0, 1]],
): readonly (ObjectSymbol | undefined)[] {
  const symbols = new Map([
    [0, symbol('weak')],
    [1, definition],
  ]);
  const result = withDefaults(symbols, new Map(defaults));
  return [result.get(0), result.get(1)];
}

describe('a weak external', () => {
  it('gives its name to a default that was made for it', () => {
    const definition = symbol('.weak.weak.default', { section: 2, value: 16, isExternal: false });
    const weak = symbol('weak', { section: 2, value: 16 });
    expect(resolved(definition)).toEqual([weak, weak]);
  });

  it('is a second name of a default that has one', () => {
    const definition = symbol('other', { section: 2, isExternal: false });
    expect(resolved(definition)).toEqual([symbol('weak', { section: 2 }), definition]);
  });

  it('is its default where that is defined elsewhere', () => {
    expect(resolved(symbol('ExitProcess'))[0]).toEqual(symbol('ExitProcess'));
  });

  it('follows a default that is weak', () => {
    const last = symbol('last', { section: 0, value: 8 });
    const symbols = new Map([
      [0, symbol('weak')],
      [1, symbol('weaker')],
      [2, last],
    ]);
    const defaults = new Map([
      [0, 1],
      [1, 2],
    ]);
    expect([...withDefaults(symbols, defaults).values()]).toEqual([
      { ...last, name: 'weak' },
      { ...last, name: 'weaker' },
      last,
    ]);
  });

  it.each([
    ['in no section', symbol('.weak.weak', { problem: 'absolute' }), [[0, 1]]],
    ['itself', symbol('other'), [[0, 0]]],
    [
      'in a circle',
      symbol('other'),
      [
        [0, 1],
        [1, 0],
      ],
    ],
    ['no symbol', symbol('other'), [[0, 7]]],
  ] as const)('is refused where its default is %s', (_what, definition, defaults) => {
    expect(resolved(definition, defaults)[0]?.problem).toMatch(/^which is weak, and wh/);
  });
});
