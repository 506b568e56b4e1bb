import { fieldRelation } from './field-relation';

describe('how the value of a field relates to the expected one', () => {
  it.each([
    ['one byte too far', 0x1ff6n, 0x1ff5n, 'is off by +0x1'],
    ['four bytes short', 0x1ff1n, 0x1ff5n, 'is off by -0x4'],
    ['across zero, as a signed number', 0xffff_fffen, 2n, 'is off by -0x4'],
    ['never filled in', 0n, 0x1ff5n, 'is 0'],
    ['never filled in, and nearly right', 0n, 4n, 'is 0'],
    ['somewhere else', 0x40n, 0x1ff5n, 'leads elsewhere'],
  ])('%s', (_title, found, expected, relation) => {
    expect(fieldRelation(found, expected, 4)).toBe(relation);
  });
});
