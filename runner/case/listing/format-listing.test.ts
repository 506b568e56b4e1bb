import { formatListing } from './format-listing';
import { readListing } from './testing/read-listing';

function formatted(text: string, machine: 'AMD64' | 'I386' = 'AMD64'): string {
  return formatListing(text.split('\n'), machine).join('\n');
}

const LISTING = `// A function, and a constant.

fn main.f: fn () void
    48 83 ec 38   sub rsp,38h
  // indented
  e8 @main.g      call main.g  // why
  90 c3           nop; ret
  06
  dword 1   2   // not bytes
  0f 85 fa ff ff ff  // a comment where a text would be
uav u: *const u8 = 1 align 1
  01  // a byte
flush`;

describe('a listing that is laid out', () => {
  it('has the disassembly beside the bytes of code, and none beside data', () => {
    const bare = [
      'fn main.f: T',
      ' 48 83 ec 38',
      '\te8 @main.g',
      '      c3',
      'lazy code T',
      '  c3',
      'lazy const_data T',
      '  c3  ret',
      'nav x: T align 1',
      '  c3 // data',
    ];
    expect(formatted(bare.join('\n'))).toBe(
      [
        'fn main.f: T',
        '  48 83 ec 38  sub rsp,38h',
        '  e8 @main.g   call main.g',
        '  c3           ret',
        'lazy code T',
        '  c3  ret',
        'lazy const_data T',
        '  c3',
        'nav x: T align 1',
        '  c3  // data',
      ].join('\n'),
    );
  });

  it('has a column of its own for each symbol', () => {
    expect(formatted('fn f: T\n  c3\nfn g: T\n  90 90 c3\n  c3')).toBe(
      'fn f: T\n  c3  ret\nfn g: T\n  90 90 c3  nop; nop; ret\n  c3        ret',
    );
  });

  it('does not have its column moved by a line that is very wide', () => {
    const wide = 'e8 @a.name.that.is.longer.than.anybody.would.write';
    expect(formatted(`fn f: T\n  ${wide}\n  31 c9\n  c3`)).toBe(
      `fn f: T\n  ${wide}  call a.name.that.is.longer.than.anybody.would.write\n  31 c9  xor ecx,ecx\n  c3     ret`,
    );
  });

  it('keeps comments, empty lines and what is not bytes', () => {
    const text = `// At the margin\n\nfn f: T // of T\n    // why\n\n      dword 1   2   // twice\n  c3 // end\n\n`;
    expect(formatted(text)).toBe(
      `// At the margin\n\nfn f: T // of T\n  // why\n\n  dword 1   2   // twice\n  c3  ret  // end\n\n`,
    );
  });

  it('has texts that were wrong made right, and those of no whole instructions left out', () => {
    expect(formatted('fn f: T\n  c3  nop\n  90\tret // x\n  48 83  sub rsp,38h')).toBe(
      'fn f: T\n  c3     ret\n  90     nop  // x\n  48 83',
    );
  });

  it('has bytes spaced once, but names as they are', () => {
    expect(formatted('fn f: T\n  E8 @nav   "a  b"  +4  c3')).toBe(
      'fn f: T\n  E8 @nav "a  b" +4  call nav "a  b"+4',
    );
  });

  it('counts jumps from the start of the function', () => {
    expect(formatted('fn f: T\n  90\n  dword 0\n  eb f9\nfn g: T\n  eb fe')).toBe(
      'fn f: T\n  90     nop\n  dword 0\n  eb f9  jmp 0\nfn g: T\n  eb fe  jmp 0',
    );
  });

  it('is code of its machine', () => {
    expect(formatted('fn f: T\n  40\n  a1 @x as DIR32', 'I386')).toBe(
      'fn f: T\n  40              inc eax\n  a1 @x as DIR32  mov eax,ds:[0]{x}',
    );
  });

  it('is left as it is after a line that is wrong, up to the next statement', () => {
    expect(formatted('fn f: T\n  c3\n  zz\n    90   oops\nfn g: T\n  c3\nfrob\n  c3')).toBe(
      'fn f: T\n  c3  ret\n  zz\n  90   oops\nfn g: T\n  c3  ret\nfrob\n  c3',
    );
  });

  it('has no CR at the ends of its lines', () => {
    expect(formatted('fn f: T\r\n  c3\r\n\r\nflush\r\n')).toBe('fn f: T\n  c3  ret\n\nflush\n');
  });

  it('may be empty', () => {
    expect(formatListing([], 'AMD64')).toEqual([]);
    expect(formatted('')).toBe('');
  });

  it('means what it meant', () => {
    const { ops, problems } = readListing(LISTING);
    expect(problems).toEqual([]);
    expect(readListing(formatted(LISTING)).ops).toEqual(ops);
  });
});
