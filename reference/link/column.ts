type Column = Int32Array | Uint32Array | Int16Array | Uint8Array;

/** A column of `capacity` rows that begins with the old rows; new rows are zero. */
export function widenColumn<T extends Column>(old: T, capacity: number): T {
  const column = new (old.constructor as new (length: number) => T)(capacity);
  column.set(old);
  return column;
}
