import { QUIRKS, type QuirkName } from '../../../reference';
import type { Exploration } from '../exploration';
import { exploredCase, exploredScript } from '../testing/explored';

/** What each step says of a quirk, with its step. */
function saidOf({ steps }: Exploration, name: QuirkName): readonly string[] {
  return steps.flatMap(({ why }) =>
    why.filter(({ quirk }) => quirk === name).map(({ text }) => text),
  );
}

const data = (nav: string, align: number, size: number): object => ({
  op: 'updateNav',
  nav,
  type: '[]u8',
  align,
  content: [{ splat: [0x55, size] }],
});

const calls = (nav: string, dll: string, name: string): object => ({
  op: 'updateFunc',
  nav,
  type: 'fn () void',
  content: ['e800000000', { reloc: { global: [name, dll] }, type: 'REL32', offset: 1 }],
});

const refersTo = (nav: string, align: number): object => ({
  op: 'updateNav',
  nav,
  type: 'usize',
  align: 8,
  content: [{ ptr: { uav: 'u', align } }],
});

/** For each quirk, something in which it decides: a case of the suite or a script. */
const SHOWN_BY: Readonly<Record<QuirkName, () => Exploration>> = {
  'push-aside-content': () =>
    exploredScript([calls('f', 'a', 'x'), { op: 'flush' }, calls('g', 'b', 'y'), { op: 'flush' }]),
  'sections-never-moved': () => exploredCase('hello'),
  'insert-ignores-sibling-alignment': () =>
    exploredScript(
      [data('grows', 0x1000, 100), data('strict', 0x4000, 100), data('grows', 0x1000, 25_000)],
      'linux-ext4',
    ),
  'unlinked-while-added': () => exploredScript([]),
  'taking-is-content': () => exploredCase('references'),
  'stale-tail': () => exploredCase('aligned_globals'),
  'placed-once': () => exploredCase('change_struct_same_fields'),
  'exports-do-not-follow': () => exploredCase('aligned_globals'),
  'delete-export-does-nothing': () => exploredCase('change_exports'),
  'error-data-stays-pending': () => exploredCase('tag_names_change'),
  'idle-ignores-globals': () => exploredCase('i386'),
  'uav-not-realigned': () =>
    exploredScript([
      { op: 'defineUav', id: 'u', type: 'T', value: '1', align: 1, content: ['aa'] },
      refersTo('p', 1),
      { op: 'flush' },
      refersTo('q', 16),
      { op: 'flush' },
    ]),
  'import-thunk-raises-no-move': () => exploredCase('new_import_in_settled_code'),
  'address-table-move-rewrites-lookup-rva': () => exploredCase('hello'),
  'dll-names-read-from-image': () => exploredCase('hello'),
  'field-bounded-by-node': () =>
    exploredScript([
      data('at_rest', 1, 4),
      { op: 'flush' },
      {
        op: 'updateNav',
        nav: 'pointer',
        type: 'usize',
        align: 16,
        content: ['00000000', { reloc: { nav: 'at_rest' }, type: 'ADDR64', offset: 0 }],
      },
      { op: 'flush' },
    ]),
};

describe('a quirk that decides something', () => {
  it.each(QUIRKS.map(({ name }) => name))('is named in a sentence: %s', (name) => {
    const sentences = saidOf(SHOWN_BY[name](), name);
    expect(sentences).not.toEqual([]);
    // All that it is about has a name.
    expect(sentences.filter((text) => /undefined|\bsymbol \d/.test(text) || text === '')).toEqual(
      [],
    );
  });

  it.each<[QuirkName, RegExp]>([
    ['stale-tail', /^The content of main\.page is shorter than before\. The bytes from 0x/],
    [
      'import-thunk-raises-no-move',
      /^main\.measure\+0x17 refers to kernel32!lstrlenA, but is not patched/,
    ],
    ['push-aside-content', /^Whether the bytes of import_lookup_table\(a\.dll\) go with it/],
    [
      'insert-ignores-sibling-alignment',
      /moves strict by that much, although it wants to be aligned to 0x4000/,
    ],
  ])('is told with what it is about: %s', (name, sentence) => {
    expect(saidOf(SHOWN_BY[name](), name)).toContainEqual(expect.stringMatching(sentence));
  });

  it('is not named where it decides nothing', () => {
    const { steps } = exploredScript([data('a', 8, 8), { op: 'flush' }, data('a', 8, 8)]);
    const named = steps.slice(1).flatMap(({ why }) => why.flatMap(({ quirk }) => quirk ?? []));
    expect(named).toEqual([]);
  });
});
