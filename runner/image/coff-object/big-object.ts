import { coff } from '../../../reference';
import { byteArray, u16, u32, u8, type Infer } from '../../../reference/coff/codec';
import { Layout } from '../../../reference/coff/layout';
import { SymType } from '../../../reference/coff/symbol-type';

/**
 * The header of an object made with /bigobj, which upstream's std.coff does not have.
 *
 * `ANON_OBJECT_HEADER_BIGOBJ` of winnt.h; the PE Format leaves it out.
 */
export const BigObjectHeader = new Layout(
  'ANON_OBJECT_HEADER_BIGOBJ',
  { size: 56, whenCut: 'InvalidPEHeader' },
  {
    /** `IMAGE_FILE_MACHINE_UNKNOWN`, */
    sig1: u16,
    /** and 0xffff: this is no plain object. */
    sig2: u16,
    /** 2 or more. */
    version: u16,
    machine: coff.IMAGE.FILE.MACHINE,
    /** Seconds since 1970, the low 32 bits. */
    time_date_stamp: u32,
    /** Says that this is such an object. */
    class_id: byteArray(16),
    /** Bytes of data after the header, of objects that only hold such. */
    size_of_data: u32,
    flags: u32,
    meta_data_size: u32,
    meta_data_offset: u32,
    number_of_sections: u32,
    /** File offset. */
    pointer_to_symbol_table: u32,
    /** Records, auxiliary ones included. */
    number_of_symbols: u32,
  },
);
export type BigObjectHeader = Infer<typeof BigObjectHeader>;

/**
 * A record of the symbol table of such an object; auxiliary records have the same 20 bytes, of which
 * the first 18 are as in a plain object.
 *
 * `IMAGE_SYMBOL_EX` of winnt.h.
 */
export const BigSymbol = new Layout(
  'IMAGE_SYMBOL_EX',
  { size: 20, whenCut: 'InvalidPEHeader' },
  {
    /** As in a plain object. */
    name: byteArray(8),
    /** By the storage class; mostly bytes from the start of the section. */
    value: u32,
    /** From 1; 0, -1 and -2 as 32 bits mean what they mean in a plain object. */
    section_number: u32,
    type: SymType,
    storage_class: coff.StorageClass,
    number_of_aux_symbols: u8,
  },
);
export type BigSymbol = Infer<typeof BigSymbol>;
