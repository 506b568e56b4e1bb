import { fc, runs } from '../../../reference/testing/properties';
import { slowTest } from '../../../reference/testing/slow-test';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import { runnableScript } from './runnable-script';
import { isMeaningful } from '../meaningful';
import { scriptLines, type Item, type ScriptOp } from '../script/fuzz-script';
import { expectedOutput } from './expected-output';
import { PRINTER, PRINTER_OPS } from './printer';

/** What a program prints whose entry point has some content, after other ops. */
function printed(content: readonly Item[], ...before: readonly ScriptOp[]): string | null {
  const lines = scriptLines({
    options: {},
    ops: [
      ...PRINTER_OPS,
      ...before,
      { op: 'updateFunc', nav: 'main.start', type: 'fn () noreturn', content },
      { op: 'updateExports', exported: { nav: 'main.start' }, names: ['wWinMainCRTStartup'] },
      { op: 'flush' },
      { op: 'snapshot' },
    ],
  });
  const [program] = snapshotPrograms(lines, 'script');
  if (program === undefined) throw new Error('no snapshot');
  return expectedOutput(program);
}

const toSum: Item = { reloc: { nav: 'main.sum' }, type: 'REL32' };
/** Room on the stack, and what prints. */
const ENTER = '4883ec28';
const LEAVE = '4883c428';
const PRINT: readonly Item[] = ['e800000000', { reloc: { nav: PRINTER }, type: 'REL32' }];
const DATA: ScriptOp = {
  ...{ op: 'updateNav', nav: 'main.data', type: 'T', align: 1 },
  content: ['ff785634120000'],
};

describe('what a program of a random script prints', () => {
  it('is a number in letters: a constant, added and rotated', () => {
    const content = [
      ...[ENTER, 'b878563412', '010500000000', toSum],
      ...['c1050000000004', { reloc: { nav: 'main.sum' }, type: 'REL32_1', offset: 17 }],
    ] as const;
    // 0x12345678, rotated left by 4, is 0x23456781.
    expect(printed([...content, ...PRINT])).toBe('cdefghib');
  });

  it('comes through pointers, constants, lazy code and exported names', () => {
    const byName: Item = { reloc: { global: ['data', null] }, type: 'REL32', addend: 1 };
    const add: readonly Item[] = ['010500000000', toSum];
    const content = [
      ...[ENTER, '8b0500000000', byName, ...add],
      ...['488b0500000000', { reloc: { nav: 'main.pointer' }, type: 'REL32' }, '8b00', ...add],
      ...['e800000000', { reloc: { lazy: ['code', 'L'] }, type: 'REL32' } as const, ...add],
    ] as const;
    const output = printed(
      [...content, ...PRINT],
      DATA,
      { op: 'updateExports', exported: { nav: 'main.data' }, names: ['data'] },
      { op: 'defineUav', id: 'u', type: 'T', value: 'u', align: 1, content: ['0001000000'] },
      {
        ...{ op: 'updateNav', nav: 'main.pointer', type: 'T', align: 8 },
        content: [{ ptr: { uav: 'u' }, addend: 1 }],
      },
      { op: 'defineLazy', kind: 'code', type: 'L', content: ['b807000000c3'] },
    );
    // 0x12345678 + 1 + 7
    expect(output).toBe('bcdefgia');
  });

  it('changes with what a function of a DLL returns', () => {
    const abs: Item = { reloc: { global: ['abs', 'msvcrt'] }, type: 'REL32' };
    const content = [ENTER, 'b9fbffffff', 'e800000000', abs, '010500000000', toSum] as const;
    expect(printed([...content, ...PRINT])).toBe('aaaaaaaf');
  });

  it.each<[string, readonly Item[]]>([
    ['an instruction that is not known', ['0f0b', ...PRINT]],
    ['a call without room on the stack', [LEAVE, ...PRINT]],
    [
      'a function that keeps its room on the stack',
      ['e800000000', { reloc: { nav: 'main.keeps' }, type: 'REL32' }, ...PRINT],
    ],
    ['an end without the printer', ['c3']],
    [
      'a program that calls itself',
      ['e800000000', { reloc: { nav: 'main.start' }, type: 'REL32' }],
    ],
    [
      'a number at an address',
      [
        '8b0500000000',
        { reloc: { nav: 'main.address' }, type: 'REL32', addend: 4 },
        ...['010500000000', toSum, ...PRINT],
      ],
    ],
    [
      'a number beyond the end of data',
      ['8b0500000000', { reloc: { nav: 'main.data' }, type: 'REL32', addend: 4 }, ...PRINT],
    ],
    [
      'a function of which nobody knows what it returns',
      ['e800000000', { reloc: { global: ['Sleep', 'kernel32'] }, type: 'REL32' }, ...PRINT],
    ],
  ])('is not known of %s', (_title, content) => {
    const address: ScriptOp = {
      ...{ op: 'updateNav', nav: 'main.address', type: 'T', align: 8 },
      content: [{ ptr: { nav: 'main.data' } }, '00000000'],
    };
    const keeps: ScriptOp = {
      ...{ op: 'updateFunc', nav: 'main.keeps', type: 'fn () void' },
      content: [ENTER, 'c3'],
    };
    const before = [DATA, address, keeps];
    expect(printed([ENTER, ...PRINT], ...before)).toBe('aaaaaaaa');
    expect(printed([ENTER, ...content], ...before)).toBeNull();
  });

  it('is not known where the text has no room for the letters', () => {
    const short: ScriptOp = { op: 'updateNav', nav: 'main.text', type: 'T', align: 1, content: [] };
    expect(printed([ENTER, ...PRINT], short)).toBeNull();
  });

  slowTest('is known of every random script that runs, at nearly every snapshot', () => {
    let [known, all] = [0, 0];
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const script = runnableScript(seed, { alignment: 4096, updates: 4 });
        expect(isMeaningful(script)).toBe(true);
        for (const program of snapshotPrograms(scriptLines(script), 'script')) {
          all += 1;
          if (expectedOutput(program) !== null) known += 1;
        }
      }),
      { numRuns: runs(40) },
    );
    expect(known / all).toBeGreaterThan(0.9);
  });
});
