import { compared, withSymbols } from '../testing/compared';
import type { SmallProgram } from '../testing/small-program';
import { sameResultHtml } from './same-result-html';
import { sameResultText } from './same-result-text';

const PROGRAM: SmallProgram = {
  entry: 'start',
  imports: ['kernel32.dll!ExitProcess', 'kernel32.dll!Sleep'],
  sections: {
    '.text': {
      start: ['488d0d', { rel32: 'text' }, 'e8', { rel32: 'f' }, 'c3'],
      f: ['4889c8', 'ff15', { rel32: 'kernel32.dll!Sleep' }, 'c3'],
    },
    '.rdata': { text: [{ text: '<good & "morning">' }] },
  },
};
const OTHER = withSymbols(
  withSymbols(PROGRAM, '.rdata', { text: [{ text: '<good & "evening">' }] }),
  '.text',
  { f: ['4889c8', 'ff15', { rel32: 'kernel32.dll!ExitProcess' }, 'c3'] },
);
const RESULT = compared(PROGRAM, OTHER);

describe('the text of a comparison', () => {
  it('says the verdict first', () => {
    expect(sameResultText(compared(PROGRAM), 100)).toMatch(
      /^the same program, as far as compared\n/,
    );
    expect(sameResultText(RESULT, 100)).toMatch(
      /^different programs: 2 differences, 1 sure and 1 likely\n/,
    );
    expect(sameResultText(compared({ sections: {} }), 100)).toMatch(
      /^not comparable: .*nothing to start/,
    );
  });

  it.each([60, 80, 100, 160])('fits %d columns', (width) => {
    for (const all of [true, false]) {
      const lines = sameResultText(RESULT, width, { all }).split('\n');
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    }
  });

  it('shows the way to the first difference, both sides, and what operands lead to', () => {
    const text = sameResultText(RESULT, 100, { names: ['one.exe', 'two.exe'] });
    expect(text).toContain('A is one.exe');
    expect(text).toContain('import (sure): kernel32.dll!Sleep in the first');
    expect(text).toContain('entry point');
    expect(text).toContain('→ import kernel32.dll!Sleep');
    expect(text).toMatch(/call +A \.text 0x[0-9a-f]+ call/);
    expect(text).toContain('1 more difference: --all shows them');
    expect(text).not.toContain('evening');
  });

  it('shows names without what a terminal would obey', () => {
    const sleep = 'kernel32.dll!Sl\u001b[31meep';
    const named = withSymbols(
      { ...PROGRAM, imports: ['kernel32.dll!ExitProcess', sleep] },
      '.text',
      {
        f: ['4889c8', 'ff15', { rel32: sleep }, 'c3'],
      },
    );
    const sections = { ...named.sections, '\u001b[2J': { more: ['00'] } };
    const text = sameResultText(compared(PROGRAM, { ...named, sections }), 100, { all: true });
    expect(text).toContain('kernel32.dll!Sl\\u{1b}[31meep in the second');
    expect(text).toContain('B \\u{1b}[2');
    expect(text).not.toContain('\u001b');
  });

  it('shows all differences if asked to', () => {
    const text = sameResultText(RESULT, 100, { all: true });
    expect(text).toContain('data (likely): different bytes at +0x9');
    expect(text).not.toContain('--all');
  });

  it('says how much was compared, and how much was not', () => {
    const text = sameResultText(compared(PROGRAM), 100);
    expect(text).toMatch(/compared 23 bytes of code \(6 instructions\) and \d+ bytes of data/);
    expect(text).toMatch(/^A \.text +26 +23 +0 +0 +0 +3 +0 +0$/m);
  });
});

describe('the page of a comparison', () => {
  const page = sameResultHtml(RESULT, ['<one>.exe', 'two.exe']);

  it('shows what the text does', () => {
    expect(page).toContain('<h1 class="different">different programs: 2 differences');
    expect(page).toContain('import (sure): kernel32.dll!Sleep in the first');
    expect(page).toContain('data (likely)');
  });

  it('escapes what the images and their names hold, and runs no script', () => {
    expect(page).toContain('&lt;one&gt;.exe');
    expect(page).not.toContain('<one>');
    expect(page).not.toContain('<good');
    expect(page).not.toContain('<script');
    expect(page).toContain("default-src 'none'");
  });
});
