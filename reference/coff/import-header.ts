import { u16, u32, type Infer } from './codec';
import { enumeration, type EnumValue } from './enumeration';
import { MACHINE } from './image-file-machine';
import { Layout } from './layout';
import { packed, tagged, unsigned } from './packed';

/** What is imported. PE Format, 8.2 Import Type. */
export const ImportType = enumeration('coff.ImportType', 2, {
  CODE: 0,
  DATA: 1,
  /** `CONST` in the module definition file. */
  CONST: 2,
});
export type ImportType = EnumValue<'coff.ImportType'>;

/** How the imported name is made from the symbol's. PE Format, 8.3 Import Name Type. */
export const ImportNameType = enumeration('coff.ImportNameType', 3, {
  /** There is none: the import is by ordinal, which is in `hint`. */
  ORDINAL: 0,
  /** It is the symbol's. */
  NAME: 1,
  /** Without a `?`, `@` or `_` in front. */
  NAME_NOPREFIX: 2,
  /** As NAME_NOPREFIX, and ending before the first `@`. */
  NAME_UNDECORATE: 3,
  /** It is a third string, after the DLL's name. */
  NAME_EXPORTAS: 4,
});
export type ImportNameType = EnumValue<'coff.ImportNameType'>;

/**
 * A member of an import library that stands for one import; two strings follow it, the symbol's
 * name and the DLL's, each with a NUL.
 *
 * PE Format, 8.1 Import Header.
 */
export const ImportHeader = new Layout(
  'coff.ImportHeader',
  { size: 20, whenCut: 'InvalidPEHeader' },
  {
    /** UNKNOWN, */
    sig1: MACHINE,
    /** and 0xffff: this is no object. */
    sig2: u16,
    version: u16,
    machine: MACHINE,
    /** Seconds since 1970, the low 32 bits. */
    time_date_stamp: u32,
    /** Bytes of the strings that follow. */
    size_of_data: u32,
    /** Hint or ordinal. */
    hint: u16,
    /** Without a name in upstream, too: 16 bits in the file. */
    types: packed('coff.ImportHeader.types', 16, {
      type: tagged(ImportType),
      name_type: tagged(ImportNameType),
      reserved: unsigned(11),
    }),
  },
);
export type ImportHeader = Infer<typeof ImportHeader>;
