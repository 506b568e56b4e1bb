import { respelled, spelling, type Spelling } from './spelling';

const QUOTES: Spelling = { expected: "unable to load '{}'", actual: 'unable to load "{}"' };
const OPEN: Spelling = { expected: "unable to open '{}'", actual: 'failed opening "{}"' };

describe('a line in the spelling of an implementation', () => {
  it('has its words in place of those of the case, and what varies as it is', () => {
    const line = "main.zig:9:26: error: unable to open 'a b.txt': FileNotFound";
    expect(respelled(line, [QUOTES, OPEN])).toBe(
      'main.zig:9:26: error: failed opening "a b.txt": FileNotFound',
    );
  });

  it('keeps what no spelling is about', () => {
    const line = "main.zig:9:26: error: unable to read 'a.txt'";
    expect(respelled(line, [QUOTES, OPEN])).toBe(line);
  });

  it('may vary in several places, up to the end, and in characters that patterns use', () => {
    const moved = { expected: 'no {} (of {}', actual: '[{}] is not in {}' };
    expect(respelled('a:1:1: error: no x$& (of y z', [moved])).toBe(
      'a:1:1: error: [x$&] is not in y z',
    );
  });
});

describe('a spelling', () => {
  it('has as much that varies in both', () => {
    expect(() => spelling.parse({ expected: "'{}'", actual: 'it' })).toThrow(
      'expected as many {} in both spellings',
    );
  });
});
