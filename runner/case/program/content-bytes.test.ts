import type { Machine } from '../../../reference';
import { parseContent } from '../link-script/content';
import { flattenContent, type FlatContent } from './content-bytes';

function flatten(items: readonly unknown[], machine: Machine = 'AMD64'): FlatContent {
  const content = parseContent(items, { machine, isUavDefined: () => true });
  return flattenContent(content, machine);
}

describe('content as bytes', () => {
  it('is what its writes write, one after the other', () => {
    const { bytes, fields } = flatten(['0102', { rebase: 100 }, { splat: [0xff, 3] }, '', '03']);
    expect(Buffer.from(bytes).toString('hex')).toBe('0102ffffff03');
    expect(fields).toEqual([]);
  });

  it.each([
    ['AMD64', 8, 'ADDR64'],
    ['I386', 4, 'DIR32'],
  ] as const)('on %s has pointers of %d bytes', (machine, size, type) => {
    const { bytes, fields } = flatten(['01', { ptr: { nav: 'f' }, addend: 7 }, '02'], machine);
    expect(Buffer.from(bytes)).toEqual(Buffer.from([1, ...Array<number>(size).fill(0), 2]));
    expect(fields).toEqual([{ offset: 1, type, target: { kind: 'nav', nav: 'f' }, addend: 7 }]);
  });

  it('has relocations at the end less 4, or where they are said to be', () => {
    const to = { reloc: { global: ['f', 'k'] }, type: 'REL32' };
    const { fields } = flatten([
      'e800000000',
      to,
      { ...to, offset: 8, addend: -4 },
      '0000000000000000',
    ]);
    const target = { kind: 'global', name: 'f', libName: 'k' };
    expect(fields).toEqual([
      { offset: 1, type: 'REL32', target, addend: 0 },
      { offset: 8, type: 'REL32', target, addend: -4 },
    ]);
  });

  it('may be empty', () => {
    expect(flatten([])).toEqual({ bytes: Buffer.alloc(0), fields: [] });
  });
});
