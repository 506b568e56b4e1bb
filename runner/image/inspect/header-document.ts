import { coff } from '../../../reference';
import type { BigObjectHeader } from '../coff-object/big-object';
import type { Headers as ImageHeaders } from '../read/headers';
import type { CoffFile } from './coff-file';
import type { InspectedHeaders } from './inspection';
import { plainRecord } from './plain';
import { ProblemList } from './problem-list';

/** The headers of an object. */
export function objectHeaders({ header, bigHeader }: CoffFile): InspectedHeaders {
  return {
    coff_header_offset: 0,
    coff_header: plainRecord(coff.Header, header),
    ...(bigHeader === null ? {} : { big_object_header: bigObjectHeader(bigHeader) }),
    optional_header: null,
    ...ProblemList.of([]),
  };
}

function bigObjectHeader(
  header: BigObjectHeader,
): NonNullable<InspectedHeaders['big_object_header']> {
  const { sig1, sig2, version, class_id, size_of_data, flags } = header;
  const { meta_data_size, meta_data_offset } = header;
  return {
    ...{ sig1, sig2, version, class_id: Buffer.from(class_id).toString('hex') },
    ...{ size_of_data, flags, meta_data_size, meta_data_offset },
  };
}

/** The headers of an image, as far as the file has them. */
export function imageHeaders({ header }: CoffFile, headers: ImageHeaders): InspectedHeaders {
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
