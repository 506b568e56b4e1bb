import vm from 'node:vm';
import { compileFromCache, keepCode } from './code-cache';

const SOURCE = `const twice = (n) => 2 * n;
exports.six = twice(3);
exports.fail = () => { throw new Error('here'); };
exports.realm = Array;`;

interface Exports {
  six?: number;
  fail?: () => void;
  realm?: ArrayConstructor;
}

describe('a module that is compiled from code of an earlier suite', () => {
  it('is the same module, of the context that it is compiled for', () => {
    const first = load(SOURCE);
    keepCode();
    const second = load(SOURCE);
    expect([first.exports.six, second.exports.six]).toEqual([6, 6]);
    expect(second.exports.realm).toBe(vm.runInContext('Array', second.context));
    expect(second.exports.realm).not.toBe(first.exports.realm);
  });

  it('has the lines and columns of its file', () => {
    load(SOURCE);
    keepCode();
    const { exports, context } = load(SOURCE);
    const stack = vm.runInContext(
      '(fail) => { try { fail() } catch ({ stack }) { return stack } }',
      context,
    ) as (fail: unknown) => string;
    expect(stack(exports.fail)).toContain('cached-module.js:3:30');
  });

  it('is compiled anew where its source is another of the same length', () => {
    load(SOURCE);
    keepCode();
    expect(load(SOURCE.replace('twice(3)', 'twice(4)')).exports.six).toBe(8);
  });

  it('is refused where it cannot be read', () => {
    expect(() => load('let = ;')).toThrow('Unexpected token');
  });
});

/** Runs a source as jest runs a module, in a context of its own. */
function load(source: string): { exports: Exports; context: vm.Context } {
  const context = vm.createContext();
  const run = compileFromCache(source, ['module', 'exports'], {
    filename: 'cached-module.js',
    parsingContext: context,
  });
  const module = { exports: {} as Exports };
  run.call(module.exports, module, module.exports);
  return { exports: module.exports, context };
}
