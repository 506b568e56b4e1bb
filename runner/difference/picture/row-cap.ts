import { type MoreRow, type Row } from './file-model';

/**
 * How many rows each of several lists may show, if all together may show `total`: the short ones
 * all of theirs, the long ones an equal share of the rest.
 */
export function shareRows(lengths: readonly number[], total: number): number[] {
  const shares = lengths.map(() => 0);
  const shortestFirst = [...lengths.keys()].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
  let left = total;
  for (const [position, i] of shortestFirst.entries()) {
    const share = Math.min(
      lengths[i] ?? 0,
      Math.floor(Math.max(0, left) / (lengths.length - position)),
    );
    shares[i] = share;
    left -= share;
  }
  return shares;
}

/**
 * At most `cap` rows, in file order: the changed ones first, then nodes from the start, then free
 * space. What is left out is one row wherever it is.
 */
export function capRows(rows: readonly Row[], cap: number): Row[] {
  if (rows.length <= cap) return [...rows];
  const isShown = rows.map(() => false);
  /** Of the rows so far and those that stand for the others: at first one for all. */
  let length = 1;
  for (const i of byImportance(rows)) {
    const neighbours = [isShown[i - 1] ?? true, isShown[i + 1] ?? true];
    // One more row, and one for what is left out on each side, instead of one for all of it.
    const added = neighbours.filter((shown) => !shown).length;
    if (length + added > cap) continue;
    isShown[i] = true;
    length += added;
  }
  return folded(rows, isShown);
}

function byImportance(rows: readonly Row[]): number[] {
  const importance = rows.map((row) => {
    if (row.kind !== 'node') return 2;
    return row.changes.length > 0 || row.roles.length > 0 ? 0 : 1;
  });
  return [...rows.keys()].sort((a, b) => (importance[a] ?? 0) - (importance[b] ?? 0));
}

function folded(rows: readonly Row[], isShown: readonly boolean[]): Row[] {
  const shown: Row[] = [];
  for (const [i, row] of rows.entries()) {
    const last = shown.at(-1);
    if (isShown[i] === true) shown.push(row);
    else if (last?.kind === 'more') shown[shown.length - 1] = withRow(last, row);
    else shown.push(withRow({ kind: 'more', nodes: 0, changed: 0, free: 0 }, row));
  }
  return shown;
}

function withRow(more: MoreRow, row: Row): MoreRow {
  if (row.kind === 'free') return { ...more, free: more.free + row.size };
  if (row.kind === 'more') return more;
  const changed = more.changed + (row.changes.length > 0 ? 1 : 0);
  return { ...more, nodes: more.nodes + 1, changed };
}
