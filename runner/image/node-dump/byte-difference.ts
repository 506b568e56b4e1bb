/** Bytes compared at once: most of an image is the same as before, which is fast to find out. */
const BLOCK = 0x1000;

/** Bytes of which a comparison costs more than to look at each. */
const FEW = 0x80;

/** How many bytes differ, of those that both have. */
export function countDifferentBytes(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  eachDifferentByte(a, b, () => {
    count += 1;
  });
  return count;
}

/** A run of columns: from the first up to, and not with, the second. */
export type ColumnRun = readonly [start: number, end: number];

/**
 * Where an image differs from the one before, if its bytes are spread over `columns` columns. Bytes
 * after the end of the one before are different.
 */
export function differentColumns(
  current: Uint8Array,
  previous: Uint8Array,
  columns: number,
): ColumnRun[] {
  const marked = new Uint8Array(columns);
  const columnOf = (at: number): number => Math.floor((at * columns) / current.length);
  eachDifferentByte(current, previous, (at) => {
    marked[columnOf(at)] = 1;
  });
  if (previous.length < current.length) marked.fill(1, columnOf(previous.length));
  const runs: [number, number][] = [];
  for (const [column, isMarked] of marked.entries()) {
    if (isMarked === 0) continue;
    const last = runs.at(-1);
    if (last?.[1] === column) last[1] = column + 1;
    else runs.push([column, column + 1]);
  }
  return runs;
}

function eachDifferentByte(a: Uint8Array, b: Uint8Array, visit: (at: number) => void): void {
  const end = Math.min(a.length, b.length);
  for (let start = 0; start < end; start += BLOCK) {
    const stop = Math.min(start + BLOCK, end);
    if (
      stop - start > FEW &&
      Buffer.compare(a.subarray(start, stop), b.subarray(start, stop)) === 0
    )
      continue;
    for (let at = start; at < stop; at += 1) if (a[at] !== b[at]) visit(at);
  }
}
