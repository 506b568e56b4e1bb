import { Error as CoffError } from '.';

test('an error says what, where and why', () => {
  const place = { offset: 0x1f, field: 'Header.machine', expected: '20 bytes' };
  const error = new CoffError('InvalidPEHeader', place);
  expect(error).toMatchObject({ ...place, code: 'InvalidPEHeader', name: 'CoffError' });
  expect(error.message).toBe('InvalidPEHeader: Header.machine (at offset 0x1f): expected 20 bytes');
});

test('codes are compared as in Zig', () => {
  const error = new CoffError('InvalidPEMagic', { offset: 0, field: '', expected: '' });
  expect(error.code).toBe(CoffError.InvalidPEMagic);
});
