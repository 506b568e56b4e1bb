/** What can be wrong with headers so that they cannot be read as they are. */
export type HeaderProblem =
  | 'dos-signature'
  | 'pe-signature-in-file'
  | 'pe-signature'
  | 'coff-header-in-file'
  | 'optional-header-in-file'
  | 'optional-header-magic'
  | 'section-table-in-file';
