import { fc } from '../../../reference/testing/properties';
import { LineError } from '../link-script/script-error';
import { parseContentLine, parseHexLine, type HexLine } from './content-line';

/** The line as bytes, or why it is none. */
function read(parse: () => HexLine | null): unknown {
  try {
    return parse();
  } catch (error) {
    if (error instanceof LineError) return error.message;
    throw error;
  }
}

describe('a line of nothing but bytes', () => {
  /** Pairs of digits, some of them wrong, and what is between them. */
  const lines = fc
    .array(
      fc.tuple(
        fc.constantFrom('48', 'C3', '0f', 'g1', '4', '@f'),
        fc.constantFrom(' ', '  ', '\t', ''),
      ),
      {
        minLength: 1,
        maxLength: 20,
      },
    )
    .map((parts) => `  48 ${parts.flat().join('')}`);

  it('reads as one that is read token by token', () => {
    fc.assert(
      fc.property(lines, (line) => {
        const whole = read(() => parseContentLine(line, 0, 'AMD64').hex);
        expect(whole).toEqual(read(() => parseHexLine(line, 'AMD64')));
      }),
    );
  });

  it('has one write, of its size', () => {
    const { items, size, hex } = parseContentLine('  48 83 EC 38', 7, 'AMD64');
    expect(items).toEqual(['4883ec38']);
    expect(size).toBe(4);
    expect(hex?.source).toBe('48 83 EC 38');
  });
});

describe('a line that begins with a word', () => {
  it.each(['constructor', 'toString', 'words'])(
    'is refused where no write is called %s',
    (word) => {
      expect(() => parseContentLine(`  ${word} 57`, 0, 'AMD64')).toThrow(LineError);
    },
  );
});
