import { diffArrays } from 'diff';
import { fc } from '../../reference/testing/properties';
import { disassembleLazily, type DisassembledInstruction } from '../image/disassembly/disassemble';
import { alignCode, type InstructionPair, type Segment } from './align-code';

const START = 0x1000;
const NEW_START = 0x2000;

/** Aligns two codes in which everything is named by its distance from the start. */
function aligned(before: string, after: string) {
  const [old, now] = [before, after].map((hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  if (old === undefined || now === undefined) throw new Error('two codes are wanted');
  const asked: string[] = [];
  const decoded = (code: Buffer, address: number): readonly DisassembledInstruction[] =>
    disassembleLazily(code, {
      address,
      nameOf: (to) => {
        const name = `place${to - address}`;
        asked.push(name);
        return name;
      },
    });
  const segments = alignCode(decoded(old, START), decoded(now, NEW_START), {
    ...{ old, now, start: START, newStart: NEW_START },
    isSamePlace: (from, to) => from - START === to - NEW_START,
  });
  return { segments, asked };
}

const texts = (segments: readonly Segment[]): readonly (readonly [string, string, string])[] =>
  segments.map(({ isSame, before, after }) => [
    isSame ? 'same' : 'other',
    before.map(({ text }) => text).join('; '),
    after.map(({ text }) => text).join('; '),
  ]);

/** Whether instructions are written alike, though perhaps encoded otherwise. */
function isSameText(pairs: readonly InstructionPair[]): boolean {
  return pairs.every(({ before, after }) => before.text === after.text);
}

/** call place256; add ecx,1; call place512; ret */
const CODE = 'e8 fb000000  83c1 01  e8 f3010000  c3';

describe('how the instructions of two codes are paired', () => {
  it('makes a segment of a replaced instruction, and names nothing for it', () => {
    const { segments, asked } = aligned(CODE, CODE.replace('83c1 01', '83c1 02'));
    expect(asked).toEqual([]);
    expect(texts(segments)).toEqual([
      ['same', 'call place256', 'call place256'],
      ['other', 'add ecx,1', 'add ecx,2'],
      ['same', 'call place512; ret', 'call place512; ret'],
    ]);
  });

  it('names nothing where calls alone have other targets', () => {
    const { segments, asked } = aligned(CODE, CODE.replace('f3010000', 'f4010000'));
    expect(asked).toEqual([]);
    expect(segments).toMatchObject([{ isSame: true }]);
  });

  it('names nothing where instructions are added at the end, or are gone there', () => {
    const longer = `${CODE} cc cc`;
    for (const [before, after] of [
      [CODE, longer],
      [longer, CODE],
    ] as const) {
      const { segments, asked } = aligned(before, after);
      expect(asked).toEqual([]);
      expect(segments.map(({ isSame, pairs }) => [isSame, pairs.length])).toEqual([
        [true, 4],
        [false, 0],
      ]);
    }
  });

  it('names nothing where instructions are added or gone at one place, or replaced by more', () => {
    const add = '83c1 01';
    const code = `e8 fb000000  ${add}  4801c8  c3`;
    for (const now of [`${add} 90`, `4889c1 ${add}`, '4889c1 83c1 02', '']) {
      const { segments, asked } = aligned(code, code.replace(add, now));
      expect([now, asked]).toEqual([now, []]);
      expect(segments.filter(({ isSame }) => !isSame)).toHaveLength(1);
    }
  });

  it.each([
    ['replaced at one place', 10],
    ['added there', 0],
    ['gone there', 0],
  ])('keeps what a diff of the texts keeps, where instructions are %s', (how, most) => {
    const upTo = (maxLength: number) =>
      fc
        .array(fc.constantFrom('90', 'c3', '83c101', '83c102', '4889c1', '89c8', '8bc1'), {
          maxLength,
        })
        .map((instructions) => instructions.join(''));
    const code = upTo(10);
    fc.assert(
      fc.property(code, upTo(most), upTo(40), code, (front, few, many, back) => {
        const [old, now] = how === 'gone there' ? [many, few] : [few, many];
        const { segments } = aligned(front + old + back, front + now + back);
        const [before, after] = [
          segments.map((each) => each.before),
          segments.map((each) => each.after),
        ];
        const names = (all: readonly (readonly DisassembledInstruction[])[]): readonly string[] =>
          all.flat().map(({ text, length }) => `${length} ${text}`);
        const kept = diffArrays([...names(before)], [...names(after)]).flatMap((change) =>
          change.added || change.removed ? [] : change.value,
        );
        const paired = segments
          .flatMap(({ isSame, pairs }) => (isSame || isSameText(pairs) ? pairs : []))
          .map((pair) => `${pair.before.length} ${pair.before.text}`);
        expect(paired).toEqual(kept);
      }),
    );
  });

  it('makes one segment of all that stays in front of a change', () => {
    const { segments } = aligned(`${CODE} 89c8 c3`, `${CODE} 8bc1 90 c3`);
    expect(texts(segments)).toEqual([
      [
        'same',
        'call place256; add ecx,1; call place512; ret',
        'call place256; add ecx,1; call place512; ret',
      ],
      ['other', 'mov eax,ecx', 'mov eax,ecx'],
      ['other', '', 'nop'],
      ['same', 'ret', 'ret'],
    ]);
  });

  it('takes no instruction for replaced that stands elsewhere now', () => {
    const { segments } = aligned('90  83c1 01  83c1 02  c3', '90  83c1 02  83c1 03  c3');
    expect(texts(segments)).toEqual([
      ['same', 'nop', 'nop'],
      ['other', 'add ecx,1', ''],
      ['same', 'add ecx,2', 'add ecx,2'],
      ['other', '', 'add ecx,3'],
      ['same', 'ret', 'ret'],
    ]);
  });

  it('pairs a call of something else with that call, beside a replaced instruction', () => {
    const { segments } = aligned(
      CODE,
      CODE.replace('83c1 01', '83c1 02').replace('f3010000', 'f4010000'),
    );
    expect(texts(segments)).toEqual([
      ['same', 'call place256', 'call place256'],
      ['other', 'add ecx,1; call place512', 'add ecx,2; call place513'],
      ['same', 'ret', 'ret'],
    ]);
  });
});
