import { compareImages } from './compare-images';
import { compared, differencesOf, withSymbols } from './testing/compared';
import { linkSmall } from './testing/link-small';
import type { ProgramPiece, SmallProgram } from './testing/small-program';

/** Base relocations of numbers and addresses within instructions, and in data. */
interface Subject {
  readonly program: SmallProgram;
  /** The pieces of `start`, of which one is an address. */
  readonly start: readonly ProgramPiece[];
  /** Bytes from the start of its instruction to the address. */
  readonly offset: number;
}

const AMD64: Subject = {
  // mov rax,offset variable; mov eax,[rax]; mov ecx,[rip+table]; ret
  start: ['48b8', { address: 'variable' }, '8b00', '8b0d', { rel32: 'table' }, 'c3'],
  offset: 2,
  program: {
    entry: 'start',
    isRelocated: true,
    sections: {
      '.text': { start: [] },
      '.rdata': { table: ['0500000000000000', { address: 'variable' }] },
      '.data': { variable: ['0700000000000000'] },
    },
  },
};

const I386: Subject = {
  // mov eax,[variable]; push offset table; ret
  start: ['a1', { address: 'variable' }, '68', { address: 'table' }, 'c3'],
  offset: 1,
  program: { ...AMD64.program, machine: 'I386' },
};

function started({ program }: Subject, start: readonly ProgramPiece[]): SmallProgram {
  return withSymbols(program, '.text', { start });
}

/** With the first address left as it is when the image moves. */
function unrelocated({ start }: Subject): ProgramPiece[] {
  const first = start.findIndex((piece) => typeof piece === 'object' && 'address' in piece);
  return start.map((piece, i) =>
    i === first ? { ...(piece as { address: string }), isUnrelocated: true } : piece,
  );
}

describe.each([
  ['AMD64', AMD64],
  ['I386', I386],
])('base relocations under code for %s', (_machine, subject) => {
  const program = started(subject, subject.start);

  it('are the same in both images', () => {
    expect(compared(program).verdict).toBe('same');
  });

  it('are not dropped, even where both images lie at the same place', () => {
    const dropped = linkSmall(started(subject, unrelocated(subject)));
    const expected = [
      `relocation (sure): bytes at +0x${subject.offset} of an instruction that the loader relocates in one image alone`,
    ];
    expect(differencesOf(compareImages(linkSmall(program), dropped))).toEqual(expected);
    expect(differencesOf(compareImages(dropped, linkSmall(program)))).toEqual(expected);
  });

  it('are not dropped where the images lie elsewhere', () => {
    const result = compared(program, started(subject, unrelocated(subject)));
    expect(result.differences[0]?.kind).toBe('relocation');
  });

  it('do not stand under plain numbers', () => {
    // mov eax,5
    const number = started(subject, ['b8', '05000000', ...subject.start]);
    const relocated = started(subject, ['b8', { relocated: '05000000' }, ...subject.start]);
    expect(compared(number).verdict).toBe('same');
    expect(differencesOf(compared(number, relocated))).toEqual([
      'relocation (sure): bytes at +0x1 of an instruction that the loader relocates in one image alone',
    ]);
  });

  it('may be the only way to an address: mov eax,[address]', () => {
    const loads = (from: string): SmallProgram =>
      withSymbols(started(subject, ['a1', { address: from }, ...subject.start]), '.data', {
        other: ['0900000000000000'],
      });
    expect(differencesOf(compared(loads('variable')))).toEqual([]);
    expect(compared(loads('variable'), loads('other')).verdict).toBe('different');
  });

  it('are not known of an image that is never moved', () => {
    const fixed = { ...program, isRelocated: false };
    expect(compared(program, fixed).verdict).toBe('same');
    expect(compared(fixed, program).verdict).toBe('same');
  });
});

describe('code that seems to run on into a table of addresses', () => {
  // Where it lies and where it leads, its bytes are other instructions; the last byte of an address may be zero, too.
  const behindCall = (table: readonly ProgramPiece[]): SmallProgram => ({
    machine: 'I386',
    entry: 'start',
    isRelocated: true,
    imports: ['msvcrt.dll!lost'],
    sections: {
      '.text': {
        start: ['ff15', { address: 'msvcrt.dll!lost' }, ...table],
        f: ['b801000000', 'c3'],
      },
    },
  });
  const addresses: readonly ProgramPiece[] = [{ address: 'f' }, { address: 'f', addend: 5 }];

  it.each([
    ['right behind a call that may never return', addresses],
    // jmp short into the second address
    ['in the middle of an address', ['eb05', ...addresses]],
    ['in the last byte of an address, with padding behind it', ['eb07', ...addresses, '00000000']],
    // mov al,imm8: the instruction begins before the first address and has one of its bytes
    ['in an instruction that ends in an address', ['b0', ...addresses]],
    // mov al,[eax+disp8]
    ['in a displacement that is too short for one', ['8a40', ...addresses]],
  ])('is none %s', (_where, table) => {
    const result = compared(behindCall(table));
    expect(differencesOf(result)).toEqual([]);
    expect(result.verdict).toBe('same');
    expect(result.notes.map(({ what }) => what)).toContain(
      'code that seems to run on into addresses',
    );
  });

  it('is code if it is in one of the images', () => {
    // jmp short over a table, and a far jump, which would have bytes of it
    const jump = behindCall(['eb08', ...addresses, 'c3']);
    const other = behindCall(['ea08', ...addresses, 'c3']);
    expect(compared(jump).verdict).toBe('same');
    expect(compared(jump, other).verdict).toBe('different');
    expect(compared(other, jump).verdict).toBe('different');
  });
});

describe('base relocations under numbers in data', () => {
  const program = (number: ProgramPiece): SmallProgram =>
    withSymbols(started(I386, I386.start), '.data', {
      variable: [number, '00000000'],
    });

  it.each(['05000000', '00000000'])('differ, as %s in one image alone', (number) => {
    const plain = program(number);
    expect(compared(plain).verdict).toBe('same');
    expect(differencesOf(compared(plain, program({ relocated: number })))).toEqual([
      expect.stringMatching(/^relocation \(sure\): an address at \+0x0 /),
    ]);
  });
});
