import { LinkScriptParser } from '../link-script/parser';
import { ProgramState } from './program-state';
import { untraceableReference } from './untraceable-reference';

/** What is untraceable in a function that refers to a nav, which is of eight bytes if nothing else is given. */
function found(
  reloc: object,
  pointed: readonly unknown[] = ['0011223344556677'],
  code?: readonly unknown[],
): string | null {
  const parser = new LinkScriptParser('script');
  const ops = [
    { linkScript: 1, options: {} },
    { op: 'updateNav', nav: 'd', type: 'T', align: 8, content: pointed },
    {
      op: 'updateFunc',
      nav: 'f',
      type: 'T',
      content: code ?? ['9000000000', { reloc: { nav: 'd' }, type: 'REL32', offset: 1, ...reloc }],
    },
  ].map((op) => parser.line(Buffer.from(JSON.stringify(op))));
  if (parser.options === null) throw new Error('no header');
  const program = new ProgramState(parser.options);
  for (const op of ops) if (op !== null) program.apply(op);
  return untraceableReference(program);
}

describe('a reference that cannot be followed without symbols', () => {
  it.each([[0], [1], [7]])('is none within its target: +%d', (addend) => {
    expect(found({ addend })).toBeNull();
  });

  it('is one to the end of its target, where another symbol may begin', () => {
    expect(found({ addend: 8 })).toBe(
      'nav f+0x1 refers to nav d+0x8, its end, where something else may lie',
    );
    expect(found({ addend: 0 }, [])).toBe(
      'nav f+0x1 refers to nav d, its end, where something else may lie',
    );
  });

  it.each([
    [0, null],
    [4, null],
    [5, 'nav f+0x1 refers to nav d+0x5, the middle of the address at +0x4'],
    [11, 'nav f+0x1 refers to nav d+0xb, the middle of the address at +0x4'],
    [12, null],
  ])(
    'is one to the middle of an address: the one at +0x4 of its target, and it leads to +%d',
    (addend, what) => {
      const pointed = ['00112233', { ptr: { nav: 'd' } }, '00'];
      expect(found({ addend }, pointed)).toBe(what);
    },
  );

  it.each([
    [-1, 'nav f+0x1 refers to nav d-0x1, outside of it'],
    [9, 'nav f+0x1 refers to nav d+0x9, outside of it'],
  ])('is one outside of its target: %d', (addend, what) => {
    expect(found({ addend })).toBe(what);
  });

  it.each([
    [0, null],
    [5, null],
    [3, 'nav f+0x1 refers to nav f+0x3, the middle of the address at +0x1'],
    [6, 'nav f+0x1 refers to nav f+0x6, where no instruction begins'],
    [7, null],
  ])('is one to the middle of an instruction: %d bytes from a call', (addend, what) => {
    const reloc = { nav: 'f' };
    expect(
      found(
        { reloc, addend },
        [],
        ['e800000000', { reloc, type: 'REL32', offset: 1, addend }, 'cd29c3'],
      ),
    ).toBe(what);
  });

  it('is one of an instruction that uses more than its target has', () => {
    const reads = (opcode: string): readonly unknown[] => [
      `${opcode}00000000`,
      { reloc: { nav: 'd' }, type: 'REL32', offset: opcode.length / 2 },
    ];
    // mov eax,[d]; mov rax,[d]; lea rax,[d]; movaps xmm0,[d]
    expect(found({}, undefined, reads('8b05'))).toBeNull();
    expect(found({}, undefined, reads('488b05'))).toBeNull();
    expect(found({}, undefined, reads('488d05'))).toBeNull();
    expect(found({}, undefined, reads('0f2805'))).toBe(
      'nav f+0x3 refers to nav d for 16 bytes, some of which are outside of it',
    );
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
