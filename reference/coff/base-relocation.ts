import { u32, type Infer } from './codec';
import { enumeration, type EnumValue } from './enumeration';
import { Layout } from './layout';
import { packed, tagged, unsigned } from './packed';

/**
 * The head of a block of base relocations, all in one 4 KiB page.
 *
 * PE Format, 6.6.1 Base Relocation Block.
 */
export const BaseRelocationDirectoryEntry = new Layout(
  'coff.BaseRelocationDirectoryEntry',
  { size: 8, whenCut: 'MissingCoffSection' },
  {
    /** RVA. */
    page_rva: u32,
    /** Bytes, this head and the `BaseRelocation`s after it. */
    block_size: u32,
  },
);
export type BaseRelocationDirectoryEntry = Infer<typeof BaseRelocationDirectoryEntry>;

/**
 * What the loader does to a place when the image is not at its preferred address. Some numbers mean
 * one thing on each machine: 5 is MOV32 on ARM and HIGH20 on RISC-V, 7 is LOW12I on RISC-V.
 *
 * PE Format, 6.6.2 Base Relocation Types.
 */
export const BaseRelocationType = enumeration('coff.BaseRelocationType', 4, {
  /** Nothing: padding of the block. */
  ABSOLUTE: 0,
  /** Adds the high half of the difference to 16 bits. */
  HIGH: 1,
  /** Adds the low half of the difference to 16 bits. */
  LOW: 2,
  /** Adds the difference to 32 bits. */
  HIGHLOW: 3,
  /** As HIGH, with the low half in the slot after it. */
  HIGHADJ: 4,
  MIPS_JMPADDR: 5,
  RESERVED: 6,
  THUMB_MOV32: 7,
  RISCV_LOW12S: 8,
  MIPS_JMPADDR16: 9,
  /** Adds the difference to 64 bits. */
  DIR64: 10,
});
export type BaseRelocationType = EnumValue<'coff.BaseRelocationType'>;

/** One place that the loader patches. PE Format, 6.6.1 Base Relocation Block. */
export const BaseRelocation = packed('coff.BaseRelocation', 16, {
  /** Bytes from the block's page. */
  offset: unsigned(12),
  type: tagged(BaseRelocationType),
});
export type BaseRelocation = Infer<typeof BaseRelocation>;
