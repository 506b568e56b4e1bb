import { differences, parseCompilerOutput } from './compiler-output';

const STDERR = `main.zig:2:5: error: use of undeclared identifier 'foo'
    foo();
    ^~~
sub/a.zig:7:13: error: expected 0 argument(s), found 1
comptime { x.bar(1); }
           ~^~~~
sub/a.zig:6:20: note: function declared here
const x = struct { fn bar() void {} };
                   ^~~~~~~~~~~~~
referenced by:
    root: /lib/std/start.zig:13:22
    2 reference(s) hidden; use '-freference-trace=4' to see all references
error: no place for this one
note: nor for this

Compile Log Output:
@as(comptime_int, 5)
@as(*const [2:0]u8, "hi")
`;

describe('what a compiler says', () => {
  it('is errors and notes in order, with or without a place, and the compile log', () => {
    expect(parseCompilerOutput(STDERR)).toEqual({
      errors: [
        "main.zig:2:5: error: use of undeclared identifier 'foo'",
        'sub/a.zig:7:13: error: expected 0 argument(s), found 1',
        'sub/a.zig:6:20: note: function declared here',
        ':error: no place for this one',
        ':note: nor for this',
      ],
      compileLog: ['@as(comptime_int, 5)', '@as(*const [2:0]u8, "hi")'],
    });
  });

  it('is the same with CRLF', () => {
    expect(parseCompilerOutput(STDERR.replaceAll('\n', '\r\n'))).toEqual(
      parseCompilerOutput(STDERR),
    );
  });

  it('may be nothing', () => {
    expect(parseCompilerOutput('')).toEqual({ errors: [], compileLog: [] });
  });
});

describe('differences', () => {
  it('are none between equal lines', () => {
    expect(differences('line', ['a', 'b'], ['a', 'b'])).toEqual([]);
  });

  it('show what was expected and what was there', () => {
    expect(differences('line', ['a', 'b'], ['a', 'c', 'd'])).toEqual([
      '- line b',
      '+ line c',
      '+ line d',
    ]);
    expect(differences('line', ['a'], [])).toEqual(['- line a']);
  });
});
