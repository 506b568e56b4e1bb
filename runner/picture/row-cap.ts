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
  const chosen = new Set<Row>();
  for (const row of byImportance(rows)) {
    chosen.add(row);
    if (folded(rows, chosen).length <= cap) continue;
    chosen.delete(row);
    if (chosen.size >= cap) break;
  }
  return folded(rows, chosen);
}

function byImportance(rows: readonly Row[]): Row[] {
  const importance = (row: Row): number => {
    if (row.kind !== 'node') return 2;
    return row.changes.length > 0 || row.roles.length > 0 ? 0 : 1;
  };
  return [...rows].sort((a, b) => importance(a) - importance(b));
}

function folded(rows: readonly Row[], chosen: ReadonlySet<Row>): Row[] {
  const shown: Row[] = [];
  for (const row of rows) {
    const last = shown.at(-1);
    if (chosen.has(row)) shown.push(row);
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
