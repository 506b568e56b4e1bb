import { readImage } from '../image/read/image';
import { eachNode } from '../image/node-dump/parse-node-dump';
import { fieldsOf, type Field } from './field';
import { exploredCase } from './testing/explored';

describe('the fields of a node', () => {
  const hello = exploredCase('hello');
  const state = hello.state(hello.steps.length - 1);
  const fields = (tag: string): readonly Field[] =>
    [...eachNode(state.root)]
      .filter((node) => node.tag === tag)
      .flatMap((node) => fieldsOf(node, state.image, state.addressSize));
  const value = (tag: string, name: string): string | undefined =>
    fields(tag).find((field) => field.name === name)?.value;

  it('have the names of std.coff, and the values that a reader of images finds', () => {
    const { headers } = readImage(state.image);
    const entry = headers.standard?.value.address_of_entry_point ?? 0;
    expect(value('optional_header', 'OptionalHeader.address_of_entry_point')).toBe(
      `0x${entry.toString(16)}`,
    );
    expect(value('coff_header', 'Header.machine')).toBe('0x8664');
    expect(value('optional_header', 'PE32+.image_base')).toBe('0x140000000');
    expect(value('section_table', '.data.virtual_address')).toBe('0x1000');
  });

  it('decode the import tables: each entry leads to a hint and a name', () => {
    expect(fields('import_hint_name_table').map((field) => field.value)).toEqual([
      'kernel32.dll',
      '0x0',
      'ExitProcess',
      '0x0',
      'GetStdHandle',
      '0x0',
      'WriteFile',
    ]);
    const hints = fields('import_hint_name_table').filter(({ name }) => name === 'hint');
    const entries = fields('import_address_table').slice(0, 3);
    const first = (entries[0]?.rva ?? 0) - (hints[0]?.at ?? 0);
    expect(entries.map(({ rva }) => (rva ?? 0) - first)).toEqual(hints.map(({ at }) => at));
  });

  it('cover the whole node without gaps', () => {
    for (const tag of ['coff_header', 'optional_header', 'data_directories', 'section_table']) {
      const all = fields(tag);
      for (const [index, { at, size }] of all.entries()) {
        const next = all[index + 1];
        expect(next === undefined || next.at === at + size).toBe(true);
      }
    }
  });
});
