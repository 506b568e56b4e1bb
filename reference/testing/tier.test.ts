import { tierOf } from './tier';

describe('the tier of a run', () => {
  it('is quick where nothing is said', () => {
    expect(tierOf({ PATH: '/bin' })).toBe('quick');
  });

  it('is whole with COFF2_ALL, and a soak with COFF2_SOAK, with or without the other', () => {
    expect(tierOf({ COFF2_ALL: '1' })).toBe('whole');
    expect(tierOf({ COFF2_SOAK: '1' })).toBe('soak');
    expect(tierOf({ COFF2_ALL: '1', COFF2_SOAK: '1' })).toBe('soak');
  });
});
