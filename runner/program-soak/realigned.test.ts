import type { Judgement } from '../judge/result/case-result';
import { isOnlyRealigned, realignedSymbols } from './realigned';

describe('symbols that need more alignment than they first did', () => {
  it('are those of this update and of earlier ones', () => {
    const updates = realignedSymbols([
      [
        '#link',
        'nav a: [4]u8 align 8',
        'nav b: [4]u8 align 4',
        'fn f: fn () void',
        'uav c: x = y align 1',
      ],
      ['#link', 'nav a: [4]u8 align 16', 'fn f: fn () void align 16'],
      [
        '#link',
        'nav a: [4]u8 align 8',
        '  48 8d 0d @uav c align 16  lea rcx,[uav c]',
        'fn f: fn () void align 32',
      ],
    ]);
    expect(updates.map((names) => [...names])).toEqual([[], ['a'], ['a', 'c', 'f']]);
  });
});

describe('what is wrong', () => {
  const judgement = (
    details: readonly string[],
    level: Judgement['level'] = 'meaning',
  ): Judgement => {
    return { level, variant: 'windows', verdict: 'fail', reason: 'misaligned', details };
  };
  const A = 'misaligned: nav a: 0x15c8; expected a multiple of 0x10';
  const known = new Set(['a']);

  it.each([
    ['that such a symbol is not aligned', judgement([A]), true],
    ['that another one is not', judgement([A, A.replace('nav a', 'nav b')]), false],
    ['something else, too', judgement([A, 'wrong-content: nav a+0x0: 01; expected 02']), false],
    ['nothing that is told', judgement([]), false],
    ['on another level', judgement([A], 'valid'), false],
  ])('is only that, or not: %s', (_what, one, expected) => {
    expect(isOnlyRealigned(one, known)).toBe(expected);
  });
});
