import { fc, runs } from '../../../reference/testing/properties';
import { parseCase } from '../../case/parser';
import { randomScript } from '../make/random-script';
import { scriptCase } from './script-case';

const SCRIPT = {
  options: {},
  ops: [
    { op: 'defineUav', id: 'a b', type: 'T', value: '"hi"', align: 1, content: ['6869'] },
    {
      op: 'updateFunc',
      nav: 'f',
      type: 'fn () void',
      content: [
        '488d0d00000000',
        { reloc: { uav: 'a b' }, type: 'REL32' },
        'c60500000000ff',
        { reloc: { nav: 'later' }, type: 'REL32_1', offset: 9 },
        'c3',
      ],
    },
    { op: 'flush' },
    { op: 'updateNav', nav: 'later', type: 'u8', align: 4, content: ['07'] },
    { op: 'snapshot', name: 'first' },
  ],
} as const;

describe('a script as a case', () => {
  it('has the disassembly beside the bytes, and says what is defined too late', () => {
    expect(scriptCase(SCRIPT, ['Found somehow.'])).toBe(
      [
        '// Found somehow.',
        '#target=x86_64-windows-selfhosted',
        '#undefined=later',
        '#update=first',
        '#link',
        'uav "a b": T = "hi" align 1',
        '  68 69',
        'fn f: fn () void',
        '  48 8d 0d @uav "a b"         lea rcx,[uav "a b"]',
        '  c6 05 @later as REL32_1 ff  mov byte ptr [later],0ffh',
        '  c3                          ret',
        'flush',
        'nav later: u8 align 4',
        '  07',
        '',
      ].join('\n'),
    );
  });

  it('does not exist where ops come after the last snapshot, or a write has no bytes', () => {
    expect(scriptCase({ ...SCRIPT, ops: [...SCRIPT.ops, { op: 'flush' }] })).toBeNull();
    const empty = { op: 'updateFunc', nav: 'g', type: 'T', content: ['', 'c3'] };
    expect(scriptCase({ ...SCRIPT, ops: [empty, ...SCRIPT.ops] })).toBeNull();
  });

  it('exists for any random script, and is read', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const text = scriptCase(randomScript(seed, { alignment: 4096, updates: 3 }));
        expect(text).not.toBeNull();
        expect(parseCase(text ?? '', 'script.incr').updates.length).toBeGreaterThan(0);
      }),
      { numRuns: runs(15) },
    );
  });
});
