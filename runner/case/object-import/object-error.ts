/** A file cannot be imported: it is no COFF object, or holds what Coff2 has no word for. */
export class ObjectError extends Error {
  override readonly name = 'ObjectError';
}
