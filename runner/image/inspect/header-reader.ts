import { coff } from '../../../reference';
import { hex } from '../../text/numbers';
import { BigObjectHeader, BigSymbol } from '../coff-object/big-object';
import type { FileKind } from '../read/file-kind';
import type { Headers } from './inspection';
import { plainRecord } from './plain';
import { ProblemList } from './problem-list';

/** The headers as readers of other parts need them. */
export interface HeaderView {
  readonly document: Headers;
  readonly header: coff.Header;
  /** Bytes of a record of the symbol table. */
  readonly symbolSize: number;
  /** Of an image: where the data directories start and how many there may be, in the file. */
  readonly directories: { readonly offset: number; readonly room: number; readonly count: number };
  /** File offset. */
  readonly sectionTable: number;
  /** Width of addresses. */
  readonly bits: 32 | 64;
  /** Preferred address of the image. */
  readonly imageBase: bigint;
  /** Bytes at the file's start that are in memory as they are. */
  readonly headersSize: number;
}

/** Reads the COFF header, which is there, and an image's optional header, as far as it is. */
export function readHeaders(bytes: Uint8Array, { kind, header: at, isBig }: FileKind): HeaderView {
  if (isBig) return readBigHeader(bytes);
  const problems = new ProblemList();
  const header = coff.Header.read(bytes, at);
  const optionalAt = at + coff.Header.SIZE;
  const optional =
    kind === 'image'
      ? readOptional(bytes, optionalAt, header, problems)
      : { kind: 'none' as const };
  const hasOptional = optional.kind !== 'none';
  const document: Headers = {
    coff_header_offset: at,
    coff_header: plainRecord(coff.Header, header),
    optional_header: hasOptional ? optional.document : null,
    ...problems.fields,
  };
  const end = optionalAt + header.size_of_optional_header;
  const directories = hasOptional ? optionalAt + optional.size : end;
  return {
    document,
    header,
    symbolSize: coff.Symbol.FILE_SIZE,
    directories: {
      offset: directories,
      room: Math.max(0, Math.floor((end - directories) / coff.ImageDataDirectory.SIZE)),
      count: hasOptional ? optional.record.number_of_rva_and_sizes : 0,
    },
    sectionTable: end,
    bits: optional.kind === 'PE32' ? 32 : 64,
    imageBase: hasOptional ? BigInt(optional.record.image_base) : 0n,
    headersSize: hasOptional ? optional.record.size_of_headers : 0,
  };
}

/** The header of an object made with /bigobj, which is there. */
function readBigHeader(bytes: Uint8Array): HeaderView {
  const { sig1, sig2, class_id, size_of_data, machine, ...big } = BigObjectHeader.read(bytes);
  const { version, flags, meta_data_size, meta_data_offset } = big;
  const header = {
    machine,
    number_of_sections: big.number_of_sections,
    time_date_stamp: big.time_date_stamp,
    pointer_to_symbol_table: big.pointer_to_symbol_table,
    number_of_symbols: big.number_of_symbols,
    size_of_optional_header: 0,
    flags: coff.Header.Flags.init(),
  };
  return {
    document: {
      coff_header_offset: 0,
      coff_header: plainRecord(coff.Header, header),
      big_object_header: {
        sig1,
        sig2,
        version,
        class_id: Buffer.from(class_id).toString('hex'),
        size_of_data,
        flags,
        meta_data_size,
        meta_data_offset,
      },
      optional_header: null,
      ...new ProblemList().fields,
    },
    header,
    symbolSize: BigSymbol.FILE_SIZE,
    directories: { offset: BigObjectHeader.SIZE, room: 0, count: 0 },
    sectionTable: BigObjectHeader.SIZE,
    bits: 64,
    imageBase: 0n,
    headersSize: 0,
  };
}

type Optional =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'PE32' | 'PE32+';
      readonly record: coff.OptionalHeader32 | coff.OptionalHeader64;
      readonly document: Headers['optional_header'];
      /** Bytes without data directories. */
      readonly size: number;
    };

function readOptional(
  bytes: Uint8Array,
  at: number,
  { size_of_optional_header: claimed }: coff.Header,
  problems: ProblemList,
): Optional {
  const { Magic, PE32, 'PE32+': PE32Plus } = coff.OptionalHeader;
  const claimedAt = at - coff.Header.SIZE + coff.Header.offsetOf('size_of_optional_header');
  if (claimed < coff.OptionalHeader.SIZE) {
    problems.add(claimedAt, `a size_of_optional_header of an image, got ${claimed}`);
    return { kind: 'none' };
  }
  if (at + coff.OptionalHeader.SIZE > bytes.length) {
    problems.add(at, `an optional header, in ${bytes.length} bytes`);
    return { kind: 'none' };
  }
  const { magic } = coff.OptionalHeader.read(bytes, at);
  const name = Magic.name(magic);
  if (name === undefined) {
    const either = `${hex(Magic.PE32)} (PE32) or ${hex(Magic['PE32+'])} (PE32+)`;
    problems.add(at, `the magic ${either}, got ${hex(magic)}`);
  }
  // Without a magic, the size tells: 224 bytes with all directories, or 240.
  const kind = name ?? (claimed < PE32Plus.SIZE + 16 * 8 ? 'PE32' : 'PE32+');
  const layout = kind === 'PE32' ? PE32 : PE32Plus;
  if (claimed < layout.SIZE) {
    problems.add(claimedAt, `a size_of_optional_header of ${layout.SIZE} or more, got ${claimed}`);
  }
  if (at + layout.SIZE > bytes.length) {
    problems.add(at, `an optional header of ${layout.SIZE} bytes, in ${bytes.length} bytes`);
    return { kind: 'none' };
  }
  if (kind === 'PE32') {
    const record = PE32.read(bytes, at);
    return { kind, record, document: plainRecord(PE32, record), size: PE32.SIZE };
  }
  const record = PE32Plus.read(bytes, at);
  return { kind, record, document: plainRecord(PE32Plus, record), size: PE32Plus.SIZE };
}
