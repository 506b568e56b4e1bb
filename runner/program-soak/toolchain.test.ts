import { missingPrograms } from './toolchain';

describe('programs that are not installed', () => {
  it('are told, with what is not judged', () => {
    expect(missingPrograms((name) => name !== 'lld-link')).toEqual([
      'UNSUPPORTED, as lld-link is not installed: comparisons with lld-link',
    ]);
  });

  it('are no line where all is there', () => {
    expect(missingPrograms(() => true)).toEqual([]);
  });
});
