import { expectedOutput } from './expected-output';
import { IMPORTS } from './imports';
import { EMPTY, type Program, type ProgramFunction, type ZigStatement } from './program';

function printed(name: string, body: readonly ZigStatement[], more = {}): ProgramFunction {
  return { name, isWide: false, use: 'printed', exportName: null, body, padding: 0, ...more };
}

function program(functions: readonly ProgramFunction[], more: Partial<Program> = {}): Program {
  return { ...EMPTY, functions, ...more };
}

/** What a function of these statements returns: it is given 7, and begins with 8. */
function result(body: readonly ZigStatement[], more: Partial<Program> = {}): number {
  const text = expectedOutput(
    program([printed('f', body), printed('g', [], { use: 'called' })], more),
  );
  return Number(/^f (\d+)\n$/.exec(text ?? '')?.[1]);
}

describe('what a program prints', () => {
  it('is a line for each printed function, in their order', () => {
    const functions = [printed('a', []), printed('b', [], { use: 'called' }), printed('c', [])];
    expect(expectedOutput(program(functions))).toBe('a 8\nc 8\n');
    expect(expectedOutput(EMPTY)).toBe('');
  });

  it('wraps at 32 bits, without sign', () => {
    expect(result([{ kind: 'arithmetic', operator: '*%=', value: 0x4000_0000 }])).toBe(0);
    expect(result([{ kind: 'arithmetic', operator: '+%=', value: 0xffff_ffff }])).toBe(7);
    expect(result([{ kind: 'arithmetic', operator: '^=', value: 0xffff_ffff }])).toBe(0xffff_fff7);
  });

  it('has the checksum of a text', () => {
    expect(result([{ kind: 'text', text: '' }])).toBe(8);
    expect(result([{ kind: 'text', text: 'ab' }])).toBe(8 + 97 * 31 + 98);
  });

  it('has what a function after it returns, given the number so far', () => {
    expect(result([{ kind: 'call', target: 4 }])).toBe(8 + 9);
    expect(expectedOutput(program([printed('alone', [{ kind: 'call', target: 0 }])]))).toBe(
      'alone 8\n',
    );
  });

  it('keeps what is added to a global, from call to call', () => {
    const globals = [{ name: 'v', length: 2, value: 5, isWide: true }];
    const add: ZigStatement = { kind: 'global', which: 3, index: 3 };
    expect(result([add], { globals })).toBe(8 + 13);
    expect(expectedOutput(program([printed('a', [add]), printed('b', [add])], { globals }))).toBe(
      `a ${8 + 13}\nb ${8 + 13 + 8}\n`,
    );
    expect(result([add])).toBe(8);
  });

  it('goes by tables: calls what they point to, or adds it', () => {
    const by: ZigStatement = { kind: 'table', which: 0 };
    const table = { name: 't', first: 0, length: 3 };
    expect(result([by], { tables: [{ ...table, kind: 'functions' }] })).toBe(8 + 9);
    const globals = [{ name: 'v', length: 2, value: 5, isWide: false }];
    expect(result([by], { tables: [{ ...table, kind: 'globals' }], globals })).toBe(8 + 6);
    expect(result([by], { tables: [{ ...table, kind: 'globals' }] })).toBe(8);
    const texts = { ...table, kind: 'texts' as const, length: 1 };
    expect(result([by], { tables: [texts] })).toBe(8 + 116 * 31 + 32);
  });

  it('goes through the padding', () => {
    expect(expectedOutput(program([printed('f', [], { padding: 2 })]))).toBe('f 121\n');
  });

  it.each([
    ['MulDiv', 5, 40],
    ['lstrlenA', 21, 1],
    ['lstrlenW', 3, 2],
    ['toupper', 1, 66],
    ['abs', 8, 9],
    ['strlen', 19, 19],
    ['_rotl', 33, 16],
    ['CharUpperA', 0, 65],
    ['CharLowerA', 25, 122],
    ['htonl', 0, 0x0800_0000],
    ['htons', 0, 0x0800],
  ])('has what %s returns', (name, value, added) => {
    const which = IMPORTS.findIndex((one) => one.name === name);
    expect(result([{ kind: 'import', which, value }])).toBe(8 + added);
  });

  it('is not known of a program that takes too long', () => {
    const calls = Array.from({ length: 10 }, (): ZigStatement => ({ kind: 'call', target: 0 }));
    const deep = Array.from({ length: 8 }, (_, i) => printed(`f${i}`, calls));
    expect(expectedOutput(program(deep))).toBeNull();
  });
});
