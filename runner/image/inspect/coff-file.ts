import { coff } from '../../../reference';
import { BigObjectHeader, BigSymbol } from '../coff-object/big-object';
import { Budget } from '../read/budget';
import type { Image } from '../read/image';
import { readSection, type Section } from '../read/section';
import { StringTable } from '../read/string-table';

/** What images and objects have in common. */
export interface CoffFile {
  readonly kind: 'image' | 'object';
  readonly bytes: Uint8Array;
  readonly header: coff.Header;
  /** File offset. */
  readonly sectionTable: number;
  /** Those whose row is in the file. */
  readonly sections: readonly Section[];
  readonly strings: StringTable;
  /** Bytes of a record of the symbol table. */
  readonly symbolSize: number;
  /** The header as it is, of an object made with /bigobj; else null. */
  readonly bigHeader: BigObjectHeader | null;
  readonly budget: Budget;
}

/** What is so in all files but objects made with /bigobj. */
const PLAIN = { symbolSize: coff.Symbol.FILE_SIZE, bigHeader: null } as const;

/** The parts of an image that objects have as well. */
export function imageAsCoffFile({ headers }: Image, header: coff.Header): CoffFile {
  const { bytes, sectionTable, sections, strings, budget } = headers;
  return {
    ...{ kind: 'image', bytes, header, sectionTable, sections, strings, budget },
    ...PLAIN,
  };
}

/** Reads the headers of an object, whose COFF header is at its start. */
export function readCoffObject(bytes: Uint8Array): CoffFile {
  const header = coff.Header.read(bytes);
  return withSections(bytes, header, coff.Header.SIZE + header.size_of_optional_header, PLAIN);
}

/** Reads the headers of an object made with /bigobj, whose header is there. */
export function readBigObject(bytes: Uint8Array): CoffFile {
  const bigHeader = BigObjectHeader.read(bytes);
  const { machine, number_of_sections, time_date_stamp } = bigHeader;
  const { pointer_to_symbol_table, number_of_symbols } = bigHeader;
  const header: coff.Header = {
    ...{ machine, number_of_sections, time_date_stamp, pointer_to_symbol_table, number_of_symbols },
    size_of_optional_header: 0,
    flags: coff.Header.Flags.init(),
  };
  const big = { symbolSize: BigSymbol.FILE_SIZE, bigHeader };
  return withSections(bytes, header, BigObjectHeader.SIZE, big);
}

function withSections(
  bytes: Uint8Array,
  header: coff.Header,
  sectionTable: number,
  form: Pick<CoffFile, 'symbolSize' | 'bigHeader'>,
): CoffFile {
  const budget = new Budget(bytes.length);
  const strings = new StringTable(bytes, header, budget, form.symbolSize);
  const { SIZE } = coff.SectionHeader;
  const room = Math.max(0, Math.floor((bytes.length - sectionTable) / SIZE));
  const context = { strings, sectionAlignment: 0 };
  const sections = Array.from({ length: Math.min(header.number_of_sections, room) }, (_, i) =>
    readSection(bytes, sectionTable + i * SIZE, i + 1, context),
  );
  return { kind: 'object', bytes, header, sectionTable, sections, strings, budget, ...form };
}
