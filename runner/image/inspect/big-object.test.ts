import { writeObject } from '../coff-object/testing/write-object';
import { inspectedObject } from './testing/inspected';

/** Two functions, the second in the second section, in an object of either kind. */
const object = (isBig: boolean): Buffer =>
  writeObject({
    ...(isBig ? { isBig: true } : {}),
    source: 'program.c',
    sections: [
      { name: '.text', kind: 'code', bytes: 'c3' },
      {
        name: '.text$a_long_name',
        kind: 'code',
        bytes: 'e8 00000000 c3',
        relocations: [[1, 'first', 'REL32']],
      },
    ],
    symbols: [
      { name: 'first', section: '.text', isFunction: true },
      { name: 'a_second_function', section: '.text$a_long_name', isFunction: true },
      { name: 'elsewhere', section: null },
    ],
  });

describe('an object made with /bigobj', () => {
  const plain = inspectedObject(object(false));
  const big = inspectedObject(object(true));

  it('has the symbols and relocations of a plain one', () => {
    expect(big.symbols.rows.map(({ name }) => name)).toContain('a_second_function');
    expect(big.symbols).toEqual(plain.symbols);
    expect(big.relocations).toEqual(plain.relocations);
    expect(big.sections.rows.map(({ name }) => name)).toEqual(['.text', '.text$a_long_name']);
  });

  it('shows what its header has besides', () => {
    const { coff_header, big_object_header } = big.headers;
    expect(coff_header).toMatchObject({ machine: 'AMD64', number_of_sections: 2 });
    expect(big_object_header).toMatchObject({ version: 2, sig2: 0xffff });
    expect(plain.headers).not.toHaveProperty('big_object_header');
  });

  it('has sections beyond what a plain one can number', () => {
    const bytes = object(true);
    const { coff_header } = big.headers;
    // The section number of the last symbol, which is defined elsewhere.
    const records = coff_header.number_of_symbols;
    bytes.writeUInt32LE(70_000, coff_header.pointer_to_symbol_table + records * 20 - 20 + 12);
    const last = inspectedObject(bytes).symbols.rows.at(-1);
    expect(last).toMatchObject({ name: 'elsewhere', section_number: 70_000 });
  });

  it('reports where it is cut short', () => {
    const bytes = object(true);
    const { coff_header } = big.headers;
    const cut = inspectedObject(bytes.subarray(0, coff_header.pointer_to_symbol_table + 50));
    expect(cut.symbols.problems).toEqual([
      expect.objectContaining({ offset: coff_header.pointer_to_symbol_table + 40 }),
    ]);
  });
});
