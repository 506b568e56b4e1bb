import { isAlignment, isLazyKind } from './fields';

describe('an alignment', () => {
  const powers = Array.from({ length: 53 }, (_, exponent) => 2 ** exponent);

  it('is a power of two, from 1 to 2^52', () => {
    expect(powers.filter((power) => !isAlignment(power))).toEqual([]);
  });

  it('is nothing beside one, however large', () => {
    const beside = powers.slice(2).flatMap((power) => [power - 1, power + 1]);
    expect(beside.filter(isAlignment)).toEqual([]);
  });

  it.each([0, -1, -16, 0.5, 1.5, 2 ** 53, Infinity, NaN, '16', null, undefined])(
    'is not %p',
    (value) => {
      expect(isAlignment(value)).toBe(false);
    },
  );
});

describe('the kind of a lazy symbol', () => {
  it('is code or constant data', () => {
    expect(['code', 'const_data', 'data', 'CODE', '', 0].filter(isLazyKind)).toEqual([
      'code',
      'const_data',
    ]);
  });
});
