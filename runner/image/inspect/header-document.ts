import { coff } from '../../../reference';
import type { Headers as ImageHeaders } from '../read/headers';
import type { CoffFile } from './coff-file';
import type { Headers } from './inspection';
import { plainRecord } from './plain';
import { ProblemList } from './problem-list';

/** The headers of an object. */
export function objectHeaders({ header }: CoffFile): Headers {
  return {
    coff_header_offset: 0,
    coff_header: plainRecord(coff.Header, header),
    optional_header: null,
    ...ProblemList.of([]),
  };
}

/** The headers of an image, as far as the file has them. */
export function imageHeaders({ header }: CoffFile, headers: ImageHeaders): Headers {
  const { signature, is64, windows, problems } = headers;
  // A section table that is cut is a problem of the sections.
  const own = problems.filter(({ kind }) => kind !== 'section-table-in-file');
  return {
    coff_header_offset: (signature ?? 0) + 4,
    coff_header: plainRecord(coff.Header, header),
    optional_header:
      windows === null
        ? null
        : is64
          ? plainRecord(coff.OptionalHeader['PE32+'], windows.value as coff.OptionalHeader64)
          : plainRecord(coff.OptionalHeader.PE32, windows.value as coff.OptionalHeader32),
    ...ProblemList.of(own),
  };
}
