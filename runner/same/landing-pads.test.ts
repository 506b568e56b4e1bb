import { compared, differencesOf } from './testing/compared';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

const NOTE = expect.objectContaining({
  what: 'exception handlers, whose own data are not compared',
}) as unknown;
const DIFFERENT = 'unwind (sure): different tables of what is guarded, and of landing pads';

/** Bytes before the table: head, codes and handler of the unwind information. */
const BEFORE_TABLE = 12;

/** A table of one guarded call. Numbers are bytes in hex. */
interface Table {
  readonly start?: string;
  readonly typeEncoding?: string;
  readonly siteEncoding?: string;
  readonly site?: string;
  readonly actions?: string;
  /** Symbols, from the last to the first; null for `catch (...)`. */
  readonly types?: readonly (string | null)[];
  readonly lists?: string;
}

const byte = (value: number): string => value.toString(16).padStart(2, '0');

/** The pieces of a table whose types are distances of four bytes, or addresses. */
function tableOf({
  start = 'ff',
  typeEncoding = '1b',
  siteEncoding = '01',
  site = '04050e01',
  actions = '0100',
  types = ['error'],
  lists = '',
}: Table): ProgramPiece[] {
  const sites = [siteEncoding, byte(site.length / 2), site].join('');
  if (typeEncoding === 'ff') return [start, typeEncoding, sites, actions];
  const typeSize = typeEncoding === '00' ? 8 : 4;
  const typesSize = types.length * typeSize;
  const head = `${start}${typeEncoding}${byte((sites + actions).length / 2 + typesSize)}${sites}${actions}`;
  const pieces = types.map((type, i): ProgramPiece => {
    if (type === null) return { zeroes: typeSize };
    if (typeSize === 8) return { address: type };
    return {
      from: 'unwind:start',
      to: type,
      addend: -(BEFORE_TABLE + head.length / 2 + i * typeSize),
    };
  });
  return [head, ...pieces, lists];
}

/** A program whose start calls `f`, guarded by a table, and what its `catch` returns. */
function guarded(table: Table | readonly ProgramPiece[], caught = '07'): SmallProgram {
  const handlerData = Array.isArray(table) ? table : tableOf(table as Table);
  return {
    entry: 'start',
    unwind: { start: { codes: '04420000', handler: 'handler', handlerData } },
    sections: {
      '.text': {
        start: [
          ...['4883ec28', 'e8', { rel32: 'f' }, '4883c428', 'c3'],
          ...['b8', `${caught}000000`, '4883c428', 'c3'],
        ],
        f: ['b801000000', 'c3'],
        handler: ['b802000000', 'c3'],
      },
      '.rdata': {
        error: [{ address: 'kind' }, { address: 'name' }],
        other: [{ address: 'kind' }, { address: 'otherName' }],
        kind: [{ address: 'f' }],
        name: [{ text: 'a name of one type' }],
        otherName: [{ text: 'the other name of a type' }],
        slot: [{ address: 'error' }],
        otherSlot: [{ address: 'other' }],
      },
    },
  };
}

const ONE = guarded({});
const CLEANUP = { typeEncoding: 'ff', site: '04050e00', actions: '' };

describe('tables of landing pads', () => {
  it.each([
    ['types as distances', {}],
    ['types as distances to where their addresses are', { typeEncoding: '9b', types: ['slot'] }],
    ['types as addresses', { typeEncoding: '00' }],
    ['a type and catch (...)', { actions: '0200017d', types: ['error', null], site: '04050e03' }],
    ['a list of types', { actions: '7f00', lists: '0100' }],
    ['destructors alone', CLEANUP],
    ['nothing', { ...CLEANUP, site: '' }],
    ['numbers of four bytes', { siteEncoding: '03', site: '04000000050000000e00000001000000' }],
  ])('are the same wherever they lie: with %s', (_what, table) => {
    const result = compared(guarded(table));
    expect(differencesOf(result)).toEqual([]);
    expect(result.notes).not.toContainEqual(NOTE);
  });

  it.each([
    ['the code of a catch', guarded({}, '08'), 'code (sure): different instructions'],
    ['where what is guarded begins', guarded({ site: '00090e01' }), DIFFERENT],
    ['where it ends', guarded({ site: '04040e01' }), DIFFERENT],
    ['where a landing pad is', guarded({ site: '04051301' }), DIFFERENT],
    ['what is caught', guarded({ site: '04050e00' }), DIFFERENT],
    ['their number', guarded({ site: '04050e0109040000' }), DIFFERENT],
    ['the other is none', guarded(['ff1b', { zeroes: 20 }]), DIFFERENT],
    [
      'catch (...) in place of a type',
      guarded({ types: [null] }),
      'unwind (sure): a type of an exception in the first image alone',
    ],
  ])('differ in %s', (_what, other, difference) => {
    expect(differencesOf(compared(ONE, other))).toEqual([difference]);
    expect(compared(other, ONE).verdict).toBe('different');
  });

  it.each([
    ['as a distance', {}, { types: ['other'] }],
    [
      'as a distance to its address',
      { typeEncoding: '9b', types: ['slot'] },
      { typeEncoding: '9b', types: ['otherSlot'] },
    ],
    ['as an address', { typeEncoding: '00' }, { typeEncoding: '00', types: ['other'] }],
    [
      'in a list',
      { actions: '7f00', lists: '0100' },
      { actions: '7f00', lists: '0100', types: ['other'] },
    ],
  ])('differ in a type: %s', (_how, one, other) => {
    expect(compared(guarded(one), guarded(other)).verdict).toBe('different');
  });

  it('differ in a list of types', () => {
    const list = (lists: string): SmallProgram =>
      guarded({ actions: '7f00', types: ['other', 'error'], lists });
    expect(differencesOf(compared(list('0100'), list('0200')))).toEqual([DIFFERENT]);
  });

  it.each([
    ['another start', { start: '00' }],
    ['an unknown encoding of types', { typeEncoding: '1d' }],
    ['an unknown encoding of numbers', { siteEncoding: '02' }],
    ['what is guarded beyond the function', { site: '047f0e01' }],
    ['a landing pad beyond it', { site: '04057f01' }],
    ['parts that overlap', { site: '04050e0105040000' }],
    ['part of a row', { site: '04050e' }],
    ['a number that is too long', { site: '848080808000050e01' }],
    ['an action beyond the file', { site: '04050effffffffff0f' }],
    ['types where actions are', { site: '04050e01', actions: '0500' }],
    ['types of which there are none', { ...CLEANUP, site: '04050e01', actions: '0100' }],
    ['more of what is guarded than the file holds', ['ffff01ffffffff0f']],
    ['less of the numbers than is said', ['ffff01ff']],
    ['types that the file does not hold', ['ff1bffff7f010404050e010100']],
  ])('are not looked for where there is %s', (_what, table) => {
    expect(compared(guarded(table)).notes).toContainEqual(NOTE);
  });
});
