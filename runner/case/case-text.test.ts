import { CaseError } from './case-error';
import { caseText } from './case-text';

describe('the bytes of a case file', () => {
  it('are text in UTF-8', () => {
    expect(caseText(Buffer.from('// häuser\n'), 'x.incr')).toBe('// häuser\n');
  });

  it.each([
    ['a byte order mark', 'efbbbf23', 'x.incr:1: the file starts with a byte order mark; save it'],
    ['UTF-16', 'fffe2300', 'x.incr:1: the file is UTF-16; save it as UTF-8'],
    ['UTF-16, big-endian', 'feff0023', 'x.incr:1: the file is UTF-16; save it as UTF-8'],
    ['a binary file', '4d5a0a0a900003', 'x.incr:3: a case file is text, and this line has a zero'],
    ['another encoding', '230a680ae40a', 'x.incr:3: this line is not valid UTF-8'],
    ['another encoding in a line without an end', '230ae4', 'x.incr:2: this line is not valid'],
  ])('are refused if they are %s', (_what, hex, message) => {
    expect(() => caseText(Buffer.from(hex, 'hex'), 'x.incr')).toThrow(CaseError);
    expect(() => caseText(Buffer.from(hex, 'hex'), 'x.incr')).toThrow(message);
  });
});
