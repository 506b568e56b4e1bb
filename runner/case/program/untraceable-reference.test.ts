import { LinkScriptParser } from '../link-script/parser';
import { ProgramState } from './program-state';
import { untraceableReference } from './untraceable-reference';

/** What is untraceable in a function of four bytes that refers to a nav of eight. */
function found(reloc: object): string | null {
  const parser = new LinkScriptParser('script');
  const ops = [
    { linkScript: 1, options: {} },
    { op: 'updateNav', nav: 'd', type: 'T', align: 8, content: ['0011223344556677'] },
    {
      op: 'updateFunc',
      nav: 'f',
      type: 'T',
      content: ['9000000000', { reloc: { nav: 'd' }, type: 'REL32', offset: 1, ...reloc }],
    },
  ].map((op) => parser.line(Buffer.from(JSON.stringify(op))));
  if (parser.options === null) throw new Error('no header');
  const program = new ProgramState(parser.options);
  for (const op of ops) if (op !== null) program.apply(op);
  return untraceableReference(program);
}

describe('a reference that cannot be followed without symbols', () => {
  it.each([[0], [7], [8]])('is none within its target, or at its end: +%d', (addend) => {
    expect(found({ addend })).toBeNull();
  });

  it.each([
    [-1, 'nav f+0x1 refers to nav d-0x1, outside of it'],
    [9, 'nav f+0x1 refers to nav d+0x9, outside of it'],
  ])('is one outside of its target: %d', (addend, what) => {
    expect(found({ addend })).toBe(what);
  });

  it('is one that holds an RVA', () => {
    expect(found({ type: 'ADDR32NB' })).toBe('nav f+0x1 holds no address: it is of type ADDR32NB');
  });

  it('is one to an import with an addend', () => {
    const reloc = { global: ['ExitProcess', 'kernel32'] };
    expect(found({ reloc })).toBeNull();
    expect(found({ reloc, addend: 2 })).toBe(
      'nav f+0x1 refers to global ExitProcess+0x2, outside of it',
    );
  });
});
