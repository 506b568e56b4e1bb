import { fc, runs } from '../../reference/testing/properties';
import type { DisassembledInstruction } from '../image/disassembly/disassemble';
import { alignCode, type CodeBytes, type InstructionPair } from './align-code';
import { instructionsOf } from './content-lines';
import type { Side } from './image-pair';
import { insertedInstructions } from './inserted-code';

const START = 0x1000;
const NEW_START = 0x2000;

/** All that is asked of a side, where code names what it refers to by itself. */
const side = { view: { bits: 64 } } as unknown as Side;

const nameOf = (rva: number): string => `place${rva - START}`;
const newNameOf = (rva: number): string => `place${rva - NEW_START}`;

const bytesOf = (hex: readonly string[]): Buffer => Buffer.from(hex.join(''), 'hex');

/** Codes in which everything outside lies as far from the start as before. */
const codeOf = (before: readonly string[], after: readonly string[]): CodeBytes => ({
  ...{ old: bytesOf(before), now: bytesOf(after), start: START, newStart: NEW_START },
  isSamePlace: (from, to) => from - START === to - NEW_START,
});

const places = (pairs: readonly InstructionPair[]) =>
  pairs
    .filter(({ before }) => before.target !== null)
    .map(({ before, after }) => [before, after].map(({ offset, target }) => [offset, target]));

/** Where some instructions that follow each other are. */
function rangeOf(instructions: readonly DisassembledInstruction[]) {
  const [first, last] = [instructions[0], instructions.at(-1)];
  return first === undefined || last === undefined
    ? [0, 0]
    : [first.offset, last.offset + last.length];
}

/** What the alignment of all instructions says. */
function aligned({ before, after }: { before: readonly string[]; after: readonly string[] }) {
  const code = codeOf(before, after);
  const segments = alignCode(
    instructionsOf(code.old, { address: START, side }, nameOf),
    instructionsOf(code.now, { address: NEW_START, side }, newNameOf),
    code,
  );
  return {
    kept: segments.flatMap(({ isSame, pairs }) => (isSame ? places(pairs) : [])),
    others: segments
      .filter(({ isSame }) => !isSame)
      .map((each) => ({ before: rangeOf(each.before), after: rangeOf(each.after) })),
  };
}

const inserted = (before: readonly string[], after: readonly string[]) =>
  insertedInstructions(codeOf(before, after), { bits: 64, nameOf, newNameOf });

describe('instructions that were only added, or are only gone, at one place', () => {
  it('are told by where they are', () => {
    const [before, after] = [
      ['e8fb000000', '83c101', 'c3', '0000'],
      ['e8fb000000', '83c101', '90', '6690', 'c3'],
    ];
    expect(inserted(before, after)).toMatchObject({ before: [0, 0], after: [8, 11] });
    expect(inserted(after, before)).toMatchObject({ before: [8, 11], after: [0, 0] });
  });

  it.each([
    [
      'a branch over them goes to another instruction',
      ['7401', '90', 'c3'],
      ['7401', '90', '31c0', 'c3'],
    ],
    ['one stands for what follows', ['31c0', '90'], ['31c0', '89c8', '90', 'cc', '90']],
    ['another is encoded otherwise', ['89c8', 'c3'], ['8bc1', 'c3', 'cc']],
    ['another is replaced as well', ['89c8', '31c0', 'c3'], ['89c1', '31c0', 'c3', 'cc']],
    ['there are as many as before', ['89c8', 'c3'], ['89c1', 'c3']],
  ])('are left to a closer look where %s', (_where, before, after) => {
    expect(inserted(before, after)).toBeNull();
  });

  it('are those between which all else is aligned', () => {
    const instruction = fc.constantFrom(
      ...['90', 'c3', '6690', '89c8', '8bc1', '89c1', '31c0', '0000', '06', 'eb00', 'ebfe', '7402'],
      ...['74fc', '83c101', 'e800000000', 'e8fb000000', '488d0510000000', 'cc', 'cc'],
    );
    const part = (maxLength: number) => fc.array(instruction, { maxLength });
    // What lies behind moves along, or stays as far from the start.
    const target = fc.constantFrom('e800010000', 'e8fb000000', '488d0500020000');
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof(instruction, target), { maxLength: 6 }),
        part(6),
        part(6),
        fc.boolean(),
        fc.nat(6),
        (front, more, back, isGone, zeroes) => {
          const short = [...front, ...back];
          const long = [...front, ...more, ...back, ...Array.from({ length: zeroes }, () => '00')];
          const [before, after] = isGone ? [long, short] : [short, long];
          const result = inserted(before, after);
          if (result === null) return;
          found += 1;
          expect({
            kept: [...places(result.kept), ...places(result.keptBehind)],
            others: [{ before: result.before, after: result.after }],
          }).toEqual(aligned({ before, after }));
        },
      ),
      { numRuns: runs(2000) },
    );
    expect(found).toBeGreaterThan(runs(200));
  });
});
