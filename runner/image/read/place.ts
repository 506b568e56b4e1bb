/** A byte of the file, and what it is called. */
export interface Place {
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** The structure and field, by upstream's names: `OptionalHeader.size_of_image`. */
  readonly field: string;
}
