import { u16, u32, type Infer } from './codec';
import { Layout } from './layout';

/**
 * A place in an object's section that depends on a symbol.
 *
 * In a file, relocations are `FILE_SIZE` = 10 bytes apart. `SIZE` is 12, upstream's `@sizeOf`,
 * which counts two bytes of padding that only memory has.
 *
 * PE Format, 5.2 COFF Relocations (Object Only).
 */
export const Relocation = new Layout(
  'coff.Relocation',
  { size: 12, alignment: 4, whenCut: 'MissingCoffSection' },
  {
    /** The place: bytes from the start of the section, if the section's own address is 0. */
    virtual_address: u32,
    /** Index of a record of the symbol table, from 0. */
    symbol_table_index: u32,
    /** One of `IMAGE.REL`, by the object's machine. */
    type: u16,
  },
);
export type Relocation = Infer<typeof Relocation>;
