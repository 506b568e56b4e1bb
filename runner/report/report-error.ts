/** A report cannot be read, merged or written: the place, what was expected, what to do. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}
