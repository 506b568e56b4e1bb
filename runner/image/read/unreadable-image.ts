/** A file has nothing that makes it a PE image: there is nothing to check. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';
}
