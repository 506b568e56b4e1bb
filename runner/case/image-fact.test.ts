import { parseImageFact } from './image-fact';

describe('an #expect_image', () => {
  it.each([
    ['DLL=true', { kind: 'flag', where: 'coff', name: 'DLL', isSet: true }],
    ['NX_COMPAT=false', { kind: 'flag', where: 'dll', name: 'NX_COMPAT', isSet: false }],
    ['subsystem=WINDOWS_GUI', { kind: 'subsystem', subsystem: 'WINDOWS_GUI' }],
    ['image_base=0x400000', { kind: 'number', relation: '=', value: 0x40_0000n }],
    ['size_of_heap_reserve>=4096', { kind: 'number', relation: '>=', value: 4096n }],
    [
      'size_of_stack_commit<=size_of_stack_reserve',
      { kind: 'number', relation: '<=', value: 'size_of_stack_reserve' },
    ],
    ['checksum=right', { kind: 'derived', field: 'checksum' }],
    ['.text=EXECUTE+READ', { kind: 'section', section: '.text', flags: ['EXECUTE', 'READ'] }],
  ])('is read: %s', (text, fact) => {
    expect(parseImageFact(text)).toMatchObject({ text, ...fact });
  });

  it.each([
    ['DLL', /^expected #expect_image=FIELD=VALUE \(or <=, >=\), as LARGE_.*, got DLL$/],
    ['DLL=1', 'expected DLL to be one of true, false, got 1'],
    ['DLL<=true', 'DLL is no number; expected DLL=VALUE'],
    ['NX_COMPATIBLE=true', /^unknown field NX_COMPATIBLE \(did you mean NX_COMPAT\?\); the fields/],
    ['subsystem=CUI', /^expected subsystem to be one of UNKNOWN, .*, got CUI/],
    ['checksum=0', 'expected checksum to be one of right, got 0'],
    ['image_base=base', /^expected a number, or one of image_base, .*, got base$/],
    ['image_base=0x1ffffffffffffffff', /^expected a number, or one of image_base/],
    ['.text=RX', /^expected \.text to be one of .*EXECUTE, READ, WRITE, got RX/],
  ])('is refused with what may stand there: %s', (text, message) => {
    expect(() => parseImageFact(text)).toThrow(message);
  });
});
