import { fc, runs } from '../../reference/testing/properties';
import type { DecodedInstruction } from '../image/disassembly/decoded-instruction';
import { disassembleLazily, type DisassembledInstruction } from '../image/disassembly/disassemble';
import { alignCode, type CodeBytes, type Segment } from './align-code';
import { replacedInstructions } from './replaced-code';

const START = 0x1000;
const NEW_START = 0x2000;

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** Codes in which everything lies as far from the start as before. */
function codeOf(before: string, after: string): CodeBytes {
  return {
    ...{ old: bytesOf(before), now: bytesOf(after), start: START, newStart: NEW_START },
    isSamePlace: (from, to) => from - START === to - NEW_START,
  };
}

/** @param talkative distance from the start of a place of which something is to be said */
function replaced(code: CodeBytes, talkative: number | null = null): readonly Segment[] | null {
  const needsNoWords = (from: number, to: number): boolean =>
    code.isSamePlace(from, to) && from - START !== talkative;
  return replacedInstructions(code, { bits: 64, needsNoWords });
}

const places = (instructions: readonly DecodedInstruction[]): readonly (readonly number[])[] =>
  instructions.map(({ offset, length }) => [offset, length]);

const texts = (segments: readonly Segment[] | null): readonly string[] | undefined =>
  segments?.map(
    ({ before, after }) =>
      `${before.map(({ text }) => text).join('; ')} → ${after.map(({ text }) => text).join('; ')}`,
  );

/** The instructions of a function: without the zeroes at its end. */
function instructionsOf(code: Uint8Array, address: number): readonly DisassembledInstruction[] {
  const all = disassembleLazily(code, { address, nameOf: (to) => `place${to - address}` });
  const isZero = ({ offset, length }: DecodedInstruction): boolean =>
    code.subarray(offset, offset + length).every((byte) => byte === 0);
  return all.slice(0, all.findLastIndex((each) => !isZero(each)) + 1);
}

/** call place256; add ecx,1; call place512; ret */
const CODE = 'e8 fb000000  83c1 01  e8 f3010000  c3';

describe('instructions that were replaced', () => {
  it('are told, those that follow each other as one', () => {
    const old = `${CODE} 83c0 01 83c0 02 90 31c0`;
    const now = `${CODE.replace('83c1 01', '83c1 08')} 83c0 03 83c0 04 90 31c9`;
    expect(texts(replaced(codeOf(old, now)))).toEqual([
      'add ecx,1 → add ecx,8',
      'add eax,1; add eax,2 → add eax,3; add eax,4',
      'xor eax,eax → xor ecx,ecx',
    ]);
  });

  it.each([
    ['code of another length', CODE, `${CODE} 90`],
    ['code that is the same', CODE, CODE],
    ['an instruction of another length', '83c1 01 c3', '90 90 90 c3'],
    ['a call of something else', CODE, CODE.replace('83c1 01', '83c1 08').replace('f301', 'f401')],
    ['a jump that was a call', CODE, 'e8 fb000000  83c1 08  e9 f3010000  c3'],
    ['an instruction that was elsewhere', '83c1 01 83c1 02 c3', '83c1 02 83c1 03 c3'],
    ['one that stays elsewhere', '83c1 01 83c1 02 c3', '83c1 02 83c1 02 c3'],
    ['one that is encoded otherwise', '89c8 c3', '8bc1 c3'],
    ['one encoded otherwise that stays', '89c8 89d8 c3', '8bc1 8bd9 c3'],
    ['a branch within the code', 'eb00 90 83c1 01 c3', 'eb01 90 83c1 02 c3'],
    ['an instruction that refers to something now', '8b0508000000 c3', '8b8508000000 c3'],
    ['zeroes at the end', '83c1 01 0102', '83c1 02 0000'],
    ['what is no instruction', '83c1 01 06', '83c1 02 06'],
  ])('are left to a closer look where there is %s', (_what, old, now) => {
    expect(replaced(codeOf(old, now))).toBeNull();
    expect(replaced(codeOf(now, old))).toBeNull();
  });

  it('are left to a closer look where something is to be said of what stayed', () => {
    const code = codeOf(CODE, CODE.replace('83c1 01', '83c1 08'));
    expect(replaced(code)).toHaveLength(1);
    expect(replaced(code, 256)).toBeNull();
  });

  it('are told beside a branch within the code, whatever lies there', () => {
    const code = codeOf('eb00 83c1 01 c3', 'eb00 83c1 08 c3');
    expect(texts(replaced({ ...code, isSamePlace: () => false }))).toEqual([
      'add ecx,1 → add ecx,8',
    ]);
  });

  it('are those between which all else is aligned', () => {
    const instruction = fc.constantFrom(
      ...['90', 'c3', '6690', '89c8', '8bc1', '89c1', '31c0', '0000', '06', 'eb00', 'ebfe', '74fc'],
      ...['83c101', '83c102', '83c001', 'e800000000', 'e8fb000000', '488d0510000000'],
      ...['8b0500010000', '8b8500010000'],
    );
    const replacement = fc.constantFrom(
      ...([
        ['83c103', '83c108'],
        ['31d2', '31db'],
        ['83c003', '83c008'],
      ] as const),
    );
    const pairs = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: instruction.map((each) => [each, each] as const) },
        { weight: 4, arbitrary: replacement },
        fc.tuple(instruction, instruction),
      ),
      { minLength: 1, maxLength: 8 },
    );
    let found = 0;
    fc.assert(
      fc.property(pairs, (all) => {
        const code = codeOf(all.map(([old]) => old).join(''), all.map(([, now]) => now).join(''));
        const segments = replaced(code);
        if (segments === null) return;
        found += 1;
        const aligned = alignCode(
          instructionsOf(code.old, START),
          instructionsOf(code.now, NEW_START),
          code,
        );
        const plain = ({ before, after }: Segment) => [places(before), places(after)];
        expect(segments.map(plain)).toEqual(aligned.filter(({ isSame }) => !isSame).map(plain));
        for (const { pairs: kept } of aligned.filter(({ isSame }) => isSame)) {
          for (const { before, after } of kept) {
            expect((before.target ?? START) - START).toBe((after.target ?? NEW_START) - NEW_START);
          }
        }
      }),
      { numRuns: runs(2000) },
    );
    expect(found).toBeGreaterThan(runs(500));
  });
});
