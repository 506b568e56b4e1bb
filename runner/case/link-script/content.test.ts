import type { Machine } from '../../../reference';
import { parseContent, Step, STEP_SIZE, type Content } from './content';
import { LineError } from './script-error';

function parse(items: readonly unknown[], machine: Machine = 'AMD64'): Content {
  return parseContent(items, { machine, isUavDefined: (id) => id === 'u' });
}

const MAIN_F = { nav: 'main.f' };
const RELOC = { reloc: MAIN_F, type: 'REL32' };

describe('content', () => {
  it('may be empty', () => {
    expect(parse([])).toEqual({ steps: [], bytes: new Uint8Array(), pointers: [], relocs: [] });
  });

  it('is a list of steps of three numbers, in the order of the items', () => {
    const { steps } = parse([
      '4883ec28',
      { splat: [0xcc, 3] },
      { rebase: 16 },
      { ptr: MAIN_F },
      RELOC,
    ]);
    expect(steps).toHaveLength(5 * STEP_SIZE);
    expect(steps).toEqual([
      ...[Step.WRITE, 0, 4],
      ...[Step.SPLAT, 0xcc, 3],
      ...[Step.REBASE, 16, 0],
      ...[Step.POINTER, 0, 0],
      ...[Step.RELOC, 0, 0],
    ]);
  });

  it('keeps writes apart, as their sizes decide how a node grows', () => {
    expect(parse(['90', '9090'])).toMatchObject({
      steps: [Step.WRITE, 0, 1, Step.WRITE, 1, 3],
      bytes: Uint8Array.of(0x90, 0x90, 0x90),
    });
  });

  it('has the bytes of the writes only, one after the other', () => {
    expect(parse(['11', { splat: [0x22, 2] }, { ptr: MAIN_F }, '33']).bytes).toEqual(
      Uint8Array.of(0x11, 0x33),
    );
  });

  it('takes writes and fills of nothing, which do nothing', () => {
    expect(parse(['', { splat: [0, 0] }, { rebase: 0 }]).steps).toEqual([
      ...[Step.WRITE, 0, 0],
      ...[Step.SPLAT, 0, 0],
      ...[Step.REBASE, 0, 0],
    ]);
  });

  it('takes the greatest byte and the greatest exact count', () => {
    expect(parse([{ splat: [255, 2 ** 53 - 1] }]).steps).toEqual([Step.SPLAT, 255, 2 ** 53 - 1]);
  });

  it('stays as it is when other content is read', () => {
    const first = parse(['1122']);
    parse(['334455']);
    expect(first.bytes).toEqual(Uint8Array.of(0x11, 0x22));
  });
});

describe('a pointer', () => {
  it('has an addend of 0, where none is given', () => {
    expect(parse([{ ptr: MAIN_F }, { ptr: MAIN_F, addend: -8 }]).pointers).toEqual([
      { target: { kind: 'nav', nav: 'main.f' }, addend: 0 },
      { target: { kind: 'nav', nav: 'main.f' }, addend: -8 },
    ]);
  });

  it('to a uav takes the alignment of its own, where none is given', () => {
    expect(parse([{ ptr: { uav: 'u' } }, { ptr: { uav: 'u', align: 16 } }]).pointers).toEqual([
      { target: { kind: 'uav', uav: 'u', align: null }, addend: 0 },
      { target: { kind: 'uav', uav: 'u', align: 16 }, addend: 0 },
    ]);
  });

  it.each([
    ['AMD64', 8],
    ['I386', 4],
  ] as const)('writes on %s %d bytes', (machine, size) => {
    const { relocs } = parse([{ ptr: MAIN_F }, '00000000', RELOC], machine);
    expect(relocs).toMatchObject([{ offset: size }]);
  });
});

describe('a relocation', () => {
  const offsetOf = (...items: readonly unknown[]): unknown => parse(items).relocs[0]?.offset;

  it('lies in the last four bytes so far, where no offset is given', () => {
    expect(offsetOf('e800000000', RELOC, '90')).toBe(1);
    expect(offsetOf('e8', { splat: [0, 4] }, RELOC)).toBe(1);
    expect(offsetOf('90', { ptr: MAIN_F }, RELOC)).toBe(5);
  });

  it('counts no room as bytes', () => {
    expect(offsetOf('00000000', { rebase: 100 }, RELOC)).toBe(0);
  });

  it('may come before the bytes that it relocates', () => {
    expect(offsetOf({ ...RELOC, offset: 1 }, 'e800000000')).toBe(1);
  });

  it('has an addend of 0, where none is given', () => {
    const { relocs } = parse(['00000000', RELOC, { ...RELOC, addend: -(2 ** 53) + 1 }]);
    expect(relocs.map(({ addend }) => addend)).toEqual([0, -(2 ** 53) + 1]);
  });

  it.each([
    ['a nav', { nav: 'main.f' }, { kind: 'nav', nav: 'main.f' }],
    ['a uav', { uav: 'u' }, { kind: 'uav', uav: 'u', align: null }],
    ['a uav, aligned', { uav: 'u', align: 64 }, { kind: 'uav', uav: 'u', align: 64 }],
    ['lazy code', { lazy: ['code', 'E'] }, { kind: 'lazy', lazy: 'code', type: 'E' }],
    ['lazy data', { lazy: ['const_data', 'E'] }, { kind: 'lazy', lazy: 'const_data', type: 'E' }],
    ['an import', { global: ['f', 'k'] }, { kind: 'global', name: 'f', libName: 'k' }],
    ['an extern', { global: ['f', null] }, { kind: 'global', name: 'f', libName: null }],
    ['names of no letters', { global: ['', ''] }, { kind: 'global', name: '', libName: '' }],
  ])('points at %s', (_what, reloc, target) => {
    expect(parse(['00000000', { reloc, type: 'REL32' }]).relocs[0]?.target).toEqual(target);
  });

  it.each([
    ['AMD64', 'ABSOLUTE', 0],
    ['AMD64', 'REL32_5', 4],
    ['AMD64', 'ADDR32NB', 4],
    // Upstream bounds a field by its node: the rest may lie after the last write.
    ['AMD64', 'ADDR64', 4],
    ['AMD64', 'SECTION', 2],
    ['AMD64', 'SECREL7', 1],
    ['I386', 'DIR16', 2],
    ['I386', 'REL16', 2],
    ['I386', 'DIR32', 4],
  ] as const)('on %s of type %s needs %d bytes of content', (machine, type, size) => {
    const at = (offset: number): Content =>
      parse([{ splat: [0, 16] }, { reloc: MAIN_F, type, offset }], machine);
    expect(at(16 - size).relocs).toMatchObject([{ type, offset: 16 - size }]);
    expect(() => at(16 - size + 1)).toThrow(LineError);
  });
});

describe('an error in content', () => {
  it('names the item, counted from 0, though it shows only when all is read', () => {
    expect(() => parse(['90', RELOC, '90', RELOC])).toThrow(/^content\[1\]: REL32 relocates/);
  });

  it('shows no more than the beginning of what is long', () => {
    expect(() => parse([`${'90'.repeat(1000)}9`])).toThrow(
      /^content\[0\]: an odd number of digits \(2001\) in the hex bytes [90]+\.\.\.$/,
    );
  });
});
