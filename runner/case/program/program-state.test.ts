import { flattenContent } from './content-bytes';
import { symbolKey, type ProgramState } from './program-state';
import { programOf } from '../testing/program-of';

const FLUSH = { op: 'flush' };

const func = (nav: string, ...content: unknown[]): object => ({
  op: 'updateFunc',
  nav,
  type: 'fn () void',
  content,
});
const uav = (id: string, align: number, ...content: unknown[]): object => ({
  op: 'defineUav',
  id,
  type: 'T',
  value: id,
  align,
  content,
});
const lazy = (type: string, hex: string): object => ({
  op: 'defineLazy',
  kind: 'const_data',
  type,
  content: [hex],
});
const to = (target: object): readonly unknown[] => ['00000000', { reloc: target, type: 'REL32' }];
const toLazy = (type: string): readonly unknown[] => to({ lazy: ['const_data', type] });

/** Live symbols with their alignments and bytes. */
function live(program: ProgramState): Readonly<Record<string, string>> {
  return Object.fromEntries(
    program.live().map(({ symbol, isCode, alignment, content }) => {
      const bytes = Buffer.from(flattenContent(content, 'AMD64').bytes).toString('hex');
      return [symbolKey(symbol), `${isCode ? 'code' : 'data'} ${alignment} ${bytes}`];
    }),
  );
}

describe('the program of a link script', () => {
  it('has navs as of their last update', () => {
    const data = { op: 'updateNav', nav: 'v', type: 'u8', align: 4, content: ['01'] };
    const comptime = { op: 'updateNav', nav: 'v', type: 'type', align: 1 };
    const program = programOf([func('f', '90'), data, comptime, func('f', 'c3')]);
    expect(live(program)).toEqual({ 'nav f': 'code 16 c3', 'nav v': 'data 4 01' });
  });

  it.each([
    [{}, null, 16],
    [{ optimize: 'ReleaseSmall' }, null, 1],
    [{ optimize: 'ReleaseSmall' }, 4, 4],
    [{}, 4, 4],
  ])('with %p and align %p aligns functions to %d', (options, align, expected) => {
    const op = align === null ? func('f', 'c3') : { ...func('f', 'c3'), align };
    expect(live(programOf([op], options))).toEqual({ 'nav f': `code ${expected} c3` });
  });

  it('has what its navs refer to, directly or not, now', () => {
    const program = programOf([
      uav('a', 1, '01'),
      uav('b', 1, { ptr: { uav: 'a' } }),
      uav('c', 1, '03'),
      lazy('E', '04'),
      func('f', ...to({ uav: 'c' })),
      func('f', ...to({ uav: 'b' }), ...toLazy('E'), ...to({ nav: 'later' })),
    ]);
    expect(Object.keys(live(program)).sort()).toEqual([
      'lazy const_data E',
      'nav f',
      'uav a',
      'uav b',
    ]);
  });

  it('aligns a constant as those ask who refer to it now', () => {
    const aligned = (align: number): readonly unknown[] => to({ uav: 'u', align });
    const define = uav('u', 8, '01');
    const uavOf = (...ops: readonly object[]): string | undefined =>
      live(programOf([define, ...ops]))['uav u'];
    expect(uavOf(func('f', ...aligned(2)))).toBe('data 2 01');
    expect(uavOf(func('f', ...aligned(2)), func('g', ...to({ uav: 'u' })))).toBe('data 8 01');
    expect(uavOf(func('f', ...aligned(64)), func('f', ...aligned(4)))).toBe('data 4 01');
    const names = { op: 'updateExports', exported: { uav: 'u' }, names: ['x'] };
    expect(uavOf(names)).toBe('data 8 01');
  });

  it('names the globals that are referred to now, each once', () => {
    const program = programOf([
      func('f', ...to({ global: ['old', 'k'] })),
      func('f', ...to({ global: ['a', 'k'] }), ...to({ global: ['a', null] })),
      func('g', ...to({ global: ['a', 'k'] })),
    ]);
    expect(program.globals()).toHaveLength(2);
    expect(program.globals()).toEqual(
      expect.arrayContaining([
        { name: 'a', libName: 'k' },
        { name: 'a', libName: null },
      ]),
    );
  });

  it('exports a name as it was last told, until that is deleted', () => {
    const exported = (nav: string): object => ({
      op: 'updateExports',
      exported: { nav },
      names: ['x'],
    });
    const deleted = (nav: string): object => ({ op: 'deleteExport', nav, name: 'x' });
    const named = (...ops: readonly object[]): unknown => programOf(ops).exportNamed('x')?.exported;
    expect(named(exported('f'), exported('g'))).toEqual({ nav: 'g' });
    expect(named(exported('f'), exported('g'), deleted('f'))).toEqual({ nav: 'g' });
    expect(named(exported('f'), deleted('f'))).toBeUndefined();
  });

  it('keeps a lazy symbol as it was emitted', () => {
    const first = [lazy('E', '01'), func('f', ...toLazy('E')), FLUSH, lazy('E', '02')];
    expect(live(programOf(first))['lazy const_data E']).toBe('data 1 01');
    expect(live(programOf([...first, FLUSH]))['lazy const_data E']).toBe('data 1 01');
    const unasked = [lazy('E', '01'), FLUSH, lazy('E', '02'), func('f', ...toLazy('E')), FLUSH];
    expect(live(programOf(unasked))['lazy const_data E']).toBe('data 1 02');
  });

  it('has error data emitted anew when it is told to, if anything refers to it', () => {
    const update = { op: 'updateErrorData' };
    const ops = [lazy('anyerror', '01'), func('f', ...toLazy('anyerror')), FLUSH];
    const changed = [...ops, lazy('anyerror', '02')];
    expect(live(programOf(changed))['lazy const_data anyerror']).toBe('data 1 01');
    expect(live(programOf([...changed, update]))['lazy const_data anyerror']).toBe('data 1 02');
    expect(live(programOf([lazy('anyerror', '01'), update, FLUSH]))).toEqual({});
  });

  it('is flushed if nothing was handed over after a flush', () => {
    const isFlushed = (...ops: readonly object[]): boolean => programOf(ops).isFlushed;
    expect(isFlushed()).toBe(false);
    expect(isFlushed(func('f', 'c3'))).toBe(false);
    expect(isFlushed(func('f', 'c3'), FLUSH)).toBe(true);
    expect(isFlushed(func('f', 'c3'), FLUSH, { op: 'idle' })).toBe(true);
    expect(isFlushed(FLUSH, func('f', 'c3'))).toBe(false);
  });
});
