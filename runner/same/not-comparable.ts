/** There is no comparison to be made; the message says why, for the reader of the verdict. */
export class NotComparable extends Error {
  override readonly name = 'NotComparable';
}
