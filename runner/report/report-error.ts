/** A report cannot be read, merged or written. The message says where, why and what to do. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}
