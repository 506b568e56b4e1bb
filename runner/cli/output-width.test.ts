import { CapturedIo } from './testing/captured-io';
import { fitted, outputWidth } from './output-width';

/** Standard output that is a pipe. */
const pipe = () => new CapturedIo();

const before = process.env.COLUMNS;

beforeEach(() => {
  delete process.env.COLUMNS;
});

afterAll(() => {
  if (before !== undefined) process.env.COLUMNS = before;
});

describe('the width of what a command prints', () => {
  it('is that of the terminal, and 100 columns in a pipe', () => {
    expect(outputWidth(new CapturedIo({ columns: 72 }))).toBe(72);
    expect(outputWidth(pipe())).toBe(100);
  });

  it('is what COLUMNS says, on a terminal and in a pipe', () => {
    process.env.COLUMNS = '60';
    expect(outputWidth(new CapturedIo({ columns: 72 }))).toBe(60);
    expect(outputWidth(pipe())).toBe(60);
  });

  it.each(['', '0', '-3', 'wide'])('is not what COLUMNS says where that is %j', (columns) => {
    process.env.COLUMNS = columns;
    expect(outputWidth(pipe())).toBe(100);
  });
});

describe('a message', () => {
  const message = 'hello, an update, runs on linux-tmpfs: exits with 255, expected 0';

  it('breaks between words on a terminal', () => {
    const lines = fitted(message, new CapturedIo({ columns: 40 })).split('\n');
    expect(lines).toEqual([
      'hello, an update, runs on linux-tmpfs:',
      '  exits with 255, expected 0',
    ]);
  });

  it('stays whole in a pipe, where it is searched for', () => {
    expect(fitted(message, pipe())).toBe(message);
  });

  it.each([
    '  repeat it: npx coff2 run --linker zig --zig path/to/zig --mode both --update 3 a_case',
    '  - 0x16   e8 00 00 00 00          call nav(main.measure)+0x1b',
    '  + a line of a difference that is longer than the terminal is wide',
  ])('stays whole where it is copied or aligned: %s', (line) => {
    expect(fitted(line, new CapturedIo({ columns: 40 }))).toBe(line);
  });
});
