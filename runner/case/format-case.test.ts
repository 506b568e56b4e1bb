import { slowTest } from '../../reference/testing/slow-test';
import { formatCase } from './format-case';
import { parseCase } from './parser';

describe('a case file that is laid out', () => {
  it('has only its #link blocks changed', () => {
    const text =
      '#target=x86_64-windows-selfhosted\n#update=a\n#file=x\n  c3   x\n#link\nfn f: T\n c3\n#expect_stdout="x"\n  \n';
    expect(formatCase(text)).toBe(text.replace(' c3\n#', '  c3  ret\n#'));
  });

  it('may end within a #link block, with or without a line feed', () => {
    expect(formatCase('#link\nfn f: T\n c3')).toBe('#link\nfn f: T\n  c3  ret');
    expect(formatCase('#link\nfn f: T\n c3\n')).toBe('#link\nfn f: T\n  c3  ret\n');
    expect(formatCase('#link')).toBe('#link');
    expect(formatCase('')).toBe('');
  });

  slowTest('may have more lines than a call takes arguments', () => {
    const text = `#target=x86_64-windows-selfhosted\n#update=a\n#link\n${'flush\n'.repeat(200_000)}`;
    expect(formatCase(text)).toBe(text);
    expect(parseCase(text, 'long.incr').updates[0]?.link).toHaveLength(200_000);
  });

  it('keeps its line ends', () => {
    const text =
      '#target=x86_64-windows-selfhosted\n#update=a\n#link\nfn f: T\n c3\n\nflush\n#expect_stdout="x"\n#link\n';
    const crlf = (lines: string): string => lines.replaceAll('\n', '\r\n');
    for (const one of [text, `${text}fn f: T\n c3`, `${text}fn f: T\n c3\n`]) {
      expect(formatCase(crlf(one))).toBe(crlf(formatCase(one)));
    }
  });

  it('is code of the machine that it is for', () => {
    const text = '#link_option=machine=I386\n#link\nfn f: T\n  40';
    expect(formatCase(text)).toBe(`${text}  inc eax`);
    expect(formatCase(text.replaceAll('\n', '\r\n'))).toBe(
      `${text}  inc eax`.replaceAll('\n', '\r\n'),
    );
  });
});
