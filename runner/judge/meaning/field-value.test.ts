import type { Machine } from '../../../reference';
import { fieldTargetRva, fieldType, fieldValue } from './field-value';

const IMAGE_BASE = 0x1_4000_0000n;
const AT = 0x2010;
const TARGET = { rva: 0x5020, section: 3, sectionStart: 0x5000 };

describe('the value of a relocated field', () => {
  it.each<[Machine, string, number, bigint]>([
    ['AMD64', 'ADDR64', 8, 0x1_4000_5027n],
    ['AMD64', 'ADDR32', 4, 0x4000_5027n],
    ['AMD64', 'ADDR32NB', 4, 0x5027n],
    ['AMD64', 'REL32', 4, 0x3013n],
    ['AMD64', 'REL32_1', 4, 0x3012n],
    ['AMD64', 'REL32_2', 4, 0x3011n],
    ['AMD64', 'REL32_3', 4, 0x3010n],
    ['AMD64', 'REL32_4', 4, 0x300fn],
    ['AMD64', 'REL32_5', 4, 0x300en],
    ['AMD64', 'SECREL', 4, 0x27n],
    ['AMD64', 'SECTION', 2, 3n],
    ['I386', 'DIR32', 4, 0x4000_5027n],
    ['I386', 'DIR32NB', 4, 0x5027n],
    ['I386', 'REL32', 4, 0x3013n],
    ['I386', 'DIR16', 2, 0x5027n],
    ['I386', 'REL16', 2, 0x3015n],
    ['I386', 'SECREL', 4, 0x27n],
  ])('of %s %s has %d bytes', (machine, name, width, expected) => {
    const type = fieldType(machine, name);
    if (type === null) throw new Error(`no type ${name}`);
    expect(type.width).toBe(width);
    expect(fieldValue(type, AT, TARGET, 7, IMAGE_BASE)).toBe(expected);
    const leadsTo = name.startsWith('SEC') || width === 2 ? undefined : TARGET.rva;
    if (leadsTo === undefined) return;
    expect(fieldTargetRva(type, AT, expected, 7, IMAGE_BASE)).toBe(leadsTo);
  });

  it('wraps around its width', () => {
    const type = fieldType('AMD64', 'REL32');
    if (type === null) throw new Error('no type');
    expect(fieldValue(type, 0x6000, TARGET, 0, IMAGE_BASE)).toBe(0xffff_f01cn);
    expect(fieldTargetRva(type, 0x6000, 0xffff_f01cn, 0, IMAGE_BASE)).toBe(TARGET.rva);
  });

  it.each(['ABSOLUTE', 'PAIR', 'TOKEN', 'DIR32', 'toString'])('is nothing for %s', (name) => {
    expect(fieldType('AMD64', name)).toBeNull();
  });
});
