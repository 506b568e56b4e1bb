import { nodeChanges, type Change, type ImageNodes } from './node-changes';
import { snapshotOf } from './testing/snapshot-of';

const BEFORE = [
  'file 0x0+0x3000/0x1',
  ' header 0x0+0x1000/0x1000',
  ' section(.text) 0x1000+0x1000/0x1000',
  '  nav(fn () void, main.f) 0x0+0x10/0x10',
  '  nav(fn () void, main.g) 0x20+0x10/0x10',
  ' section(.data) 0x2000+0x1000/0x1000',
  '  nav(u32, main.v) 0x0+0x4/0x4',
];

/** The changes of each node that has some, by key. */
function changesByKey(
  current: ImageNodes,
  previous: ImageNodes,
): Record<string, readonly Change[]> {
  const { of } = nodeChanges(current, previous);
  return Object.fromEntries(
    [...of].filter(([, changes]) => changes.length > 0).map(([{ key }, changes]) => [key, changes]),
  );
}

function replaced(from: string, to: string): ImageNodes {
  const lines = BEFORE.map((line) => line.replace(from, to));
  expect(lines).not.toEqual(BEFORE);
  return snapshotOf(lines);
}

describe('what an update did to a node', () => {
  const before = snapshotOf(BEFORE, { 0x1000: 0xc3, 0x1021: 7 });

  test('is nothing if all is the same', () => {
    const { of, gone } = nodeChanges(before, before);
    expect([...of.values()].every((changes) => changes.length === 0)).toBe(true);
    expect(of.size).toBe(BEFORE.length);
    expect(gone).toEqual([]);
  });

  test('is that it is new, or gone', () => {
    const other = replaced('main.g', 'main.h');
    expect(changesByKey(other, snapshotOf(BEFORE))).toEqual({ 'nav(main.h)': [{ kind: 'new' }] });
    const { gone } = nodeChanges(other, before);
    expect(gone.map(({ key }) => key)).toEqual(['nav(main.g)']);
  });

  test('does not hang on its index or its type', () => {
    const lines = BEFORE.map((line) => line.replace('u32', 'i32'));
    const [header = '', ...rest] = lines.slice(1);
    const reordered = snapshotOf([lines[0] ?? '', ...rest, header]);
    expect(changesByKey(reordered, snapshotOf(BEFORE))).toEqual({});
  });

  test('is a move, told with file offsets', () => {
    expect(changesByKey(replaced('0x20+0x10', '0x40+0x10'), snapshotOf(BEFORE))).toEqual({
      'nav(main.g)': [{ kind: 'moved', from: 0x1020, to: 0x1040 }],
    });
  });

  test('is nothing if it went along with its section', () => {
    expect(changesByKey(replaced('0x2000+0x1000', '0x2800+0x800'), snapshotOf(BEFORE))).toEqual({
      'section(.data)': [
        { kind: 'moved', from: 0x2000, to: 0x2800 },
        { kind: 'resized', from: 0x1000, to: 0x800 },
      ],
    });
  });

  test('is a move if it is in another section, though as far from its start', () => {
    const [file = '', header = '', text = '', f = '', , data = '', v = ''] = BEFORE;
    const apart = snapshotOf([file, header, text, f, data, v]);
    const other = snapshotOf([file, header, text, data, f, v]);
    expect(changesByKey(other, apart)).toEqual({
      'nav(main.f)': [{ kind: 'moved', from: 0x1000, to: 0x2000 }],
    });
  });

  test('is nothing if only its section starts elsewhere', () => {
    const lines = BEFORE.map((line) =>
      line.replace('0x1000+0x1000/0x1000', '0x800+0x1800/0x800').replace('0x20+0x10', '0x820+0x10'),
    );
    expect(changesByKey(snapshotOf(lines), snapshotOf(BEFORE))).not.toHaveProperty(['nav(main.g)']);
  });

  test('is growth, and the bytes that differ of those that it had', () => {
    const grown = snapshotOf(
      BEFORE.map((line) => line.replace('0x20+0x10', '0x20+0x30')),
      { 0x1000: 0xc3, 0x1020: 1, 0x1040: 1 },
    );
    expect(changesByKey(grown, before)).toEqual({
      'nav(main.g)': [
        { kind: 'resized', from: 0x10, to: 0x30 },
        { kind: 'bytes', count: 2 },
      ],
    });
  });

  test('is other bytes where it was before and where it is now', () => {
    const moved = snapshotOf(
      BEFORE.map((line) => line.replace('0x20+0x10', '0x40+0x10')),
      { 0x1000: 0xc3, 0x1041: 7, 0x1042: 8 },
    );
    expect(changesByKey(moved, before)).toEqual({
      'nav(main.g)': [
        { kind: 'moved', from: 0x1020, to: 0x1040 },
        { kind: 'bytes', count: 1 },
      ],
    });
  });

  test('is its alignment and its flags', () => {
    const other = replaced('0x20+0x10/0x10', '0x20+0x10/0x20 moved has_content');
    expect(changesByKey(other, snapshotOf(BEFORE))).toEqual({
      'nav(main.g)': [
        { kind: 'attribute', text: 'align 0x10 → 0x20' },
        { kind: 'attribute', text: 'flags +moved +has_content' },
      ],
    });
    expect(changesByKey(snapshotOf(BEFORE), other)['nav(main.g)']).toContainEqual({
      kind: 'attribute',
      text: 'flags −moved −has_content',
    });
  });

  test('is told of equal keys one by one', () => {
    const twice = [...BEFORE, '  nav(u32, main.v) 0x10+0x4/0x4'];
    const thrice = [...twice, '  nav(u32, main.v) 0x20+0x4/0x4'];
    const { of } = nodeChanges(snapshotOf(thrice), snapshotOf(twice));
    expect([...of.values()].slice(-3)).toEqual([[], [], [{ kind: 'new' }]]);
    const { gone } = nodeChanges(snapshotOf(twice), snapshotOf(thrice));
    expect(gone.map(({ fileOffset }) => fileOffset)).toEqual([0x2020]);
  });
});
