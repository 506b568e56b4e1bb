import { parseCase } from './parser';

/** A case of one function, whose content calls this. */
const calling = (target: string, ...before: readonly string[]): string =>
  [
    '#target=x86_64-windows-selfhosted',
    ...before,
    '#update=first',
    '#link',
    'nav main.known: u32 align 4',
    '  dword 1',
    'fn main.start: fn () void',
    `  e8 @${target}  call ${target}`,
    '  c3  ret',
    'export wWinMainCRTStartup = main.start',
    'flush',
    '',
  ].join('\n');

const problemOf = (text: string): string => {
  try {
    parseCase(text, 'a.incr');
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a reference to what is never defined', () => {
  it('is an error of the case, at the line that refers to it', () => {
    expect(problemOf(calling('sai'))).toBe(
      'a.incr:7: nav sai is referred to, and nothing defines it before the flush; if that is meant, ' +
        'say #undefined=sai before the first #update',
    );
  });

  it('says how an addend is written where the name of a definition has one at its end', () => {
    expect(problemOf(calling('main.known+0x10'))).toMatch(
      /; an addend is a word of its own: @main\.known \+0x10$/,
    );
    expect(problemOf(calling('main.other+0x10'))).toMatch(/#undefined=main\.other\+0x10/);
  });

  it.each([['sai'], ['main.unknown']])('may be meant, which the case says: %s', (target) => {
    expect(problemOf(calling(target, `#undefined=${target}`))).toBe('');
  });

  it('is found in data too, at the line of the pointer', () => {
    const text = calling('main.known').replace('dword 1', 'dword 1\n  dword 2\n  ptr @main.gone');
    expect(problemOf(text)).toMatch(/^a\.incr:7: nav main\.gone is referred to/);
  });

  it('that is meant must be one: not another name', () => {
    expect(problemOf(calling('sai', '#undefined=said'))).toMatch(
      /^a\.incr:2: #undefined=said, but .*\na\.incr:8: nav sai is referred to/,
    );
  });

  it.each([['main.known'], ['GetStdHandle']])(
    'that is meant must be one: not what is defined or in a DLL, %s',
    (name) => {
      const text = calling(
        name.startsWith('G') ? 'kernel32!GetStdHandle' : name,
        `#undefined=${name}`,
      );
      expect(problemOf(text)).toMatch(/^a\.incr:2: #undefined=.* it is defined, or nothing refers/);
    },
  );

  it.each([['main.known'], ['main.start'], ['kernel32!GetStdHandle']])(
    'is none where there is a definition or a DLL: %s',
    (target) => {
      expect(problemOf(calling(target))).toBe('');
    },
  );

  it('can be one to an export that an update takes away, though it was there before', () => {
    const exported = calling('extern here').replace('flush', 'export here = main.known\nflush');
    expect(problemOf(exported)).toBe('');
    const gone = `${exported}#update=second\n#link\nunexport here = main.known\nflush\n`;
    expect(problemOf(gone)).toMatch(/^a\.incr:7: here is neither exported nor of a DLL/);
  });
});
