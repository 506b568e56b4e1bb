import { type Row } from './file-model';
import { capRows, shareRows } from './row-cap';
import { snapshotOf } from '../../image/node-dump/testing/snapshot-of';

const { root } = snapshotOf(['file 0x0+0x10/0x1']);

/** Of each letter one row: "n" a node, "C" a changed one, "E" the entry point, "." free space. */
function rowsOf(letters: string): Row[] {
  return Array.from(letters, (letter, fileOffset): Row => {
    if (letter === '.') return { kind: 'free', fileOffset, size: 4, leftBehind: 0 };
    return {
      kind: 'node',
      node: { ...root, fileOffset },
      changes: letter === 'C' ? [{ kind: 'new' }] : [],
      padding: 0,
      roles: letter === 'E' ? ['entry point'] : [],
    };
  });
}

function lettersOf(rows: readonly Row[]): string {
  return rows
    .map((row) => {
      if (row.kind === 'more') return `<${row.nodes} ${row.changed} ${row.free}>`;
      if (row.kind === 'free') return '.';
      if (row.roles.length > 0) return 'E';
      return row.changes.length > 0 ? 'C' : 'n';
    })
    .join('');
}

describe('rows that are too many', () => {
  it.each([
    ['nn.C', 4, 'nn.C'],
    ['nnnnnnnn', 4, 'nnn<5 0 0>'],
    ['nnnnnnCn', 4, 'n<5 0 0>Cn'],
    ['nnnnnnCn', 5, 'nn<4 0 0>Cn'],
    ['nnnnEnnn', 3, '<4 0 0>E<3 0 0>'],
    ['n..nn..n', 4, 'n<0 0 8>n<2 0 8>'],
    ['CCCCCCCC', 3, 'CC<6 6 0>'],
    ['nnn', 1, '<3 0 0>'],
    ['nnn', 0, '<3 0 0>'],
  ])('%s are as %d rows %s', (letters, cap, expected) => {
    expect(lettersOf(capRows(rowsOf(letters), cap))).toBe(expected);
  });

  it('are never more than the cap, and stand for all', () => {
    const letters = 'nC.nn.CCnE.n'.repeat(40);
    for (let cap = 1; cap < 60; cap += 1) {
      const rows = capRows(rowsOf(letters), cap);
      expect(rows.length).toBeLessThanOrEqual(cap);
      const nodes = rows.reduce(
        (sum, row) => sum + (row.kind === 'more' ? row.nodes : row.kind === 'node' ? 1 : 0),
        0,
      );
      expect(nodes).toBe(letters.replaceAll('.', '').length);
    }
  });
});

describe('a share of rows', () => {
  it.each([
    [[5, 3, 0], 10, [5, 3, 0]],
    [[5, 100, 100], 45, [5, 20, 20]],
    [[100, 5, 30], 45, [20, 5, 20]],
    [[100, 100], 5, [2, 3]],
    [[], 5, []],
  ])('of %j in %d is %j', (lengths, total, shares) => {
    expect(shareRows(lengths, total)).toEqual(shares);
  });
});
