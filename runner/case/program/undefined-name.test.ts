import { undefinedReference } from './undefined-name';
import { programOf } from '../testing/program-of';

const call = (reloc: object): object => ({
  op: 'updateFunc',
  nav: 'main.f',
  type: 'T',
  content: ['e8', '00000000', { reloc, type: 'REL32' }, 'c3'],
});
const OTHER = { op: 'updateNav', nav: 'main.other', type: 'T', align: 1, content: ['00'] };
const EXPORT = { op: 'updateExports', exported: { nav: 'main.other' }, names: ['other'] };

const LAZY = { op: 'defineLazy', kind: 'code', type: 'T', content: ['c3'] };

describe('what a program refers to and nothing defines', () => {
  it.each<[string, object, string | null]>([
    ['a nav', { nav: 'main.gone' }, 'main.gone'],
    ['a lazy symbol', { lazy: ['code', 'main.T'] }, 'main.T'],
    ['a name that is not exported', { global: ['gone', null] }, 'gone'],
    ['a nav that is there', { nav: 'main.other' }, null],
    ['a name that is exported', { global: ['other', null] }, null],
    ['a function of a DLL', { global: ['Sleep', 'kernel32'] }, null],
  ])('is told: %s', (_what, reloc, expected) => {
    expect(undefinedReference(programOf([OTHER, EXPORT, call(reloc)]))).toBe(expected);
  });

  it.each<[string, string | null, object, readonly object[]]>([
    ['a nav', 'main.other', { nav: 'main.other' }, [OTHER]],
    ['a function', 'main.g', { nav: 'main.g' }, [{ ...call({ nav: 'main.f' }), nav: 'main.g' }]],
    ['a name that is exported', 'other', { global: ['other', null] }, [OTHER, EXPORT]],
    ['a lazy symbol', 'T', { lazy: ['code', 'T'] }, [LAZY]],
    ['a function of a DLL is not', null, { global: ['other', 'lib'] }, [OTHER, EXPORT]],
  ])('is told where it was defined after the last flush: %s', (_what, name, reloc, ops) => {
    const flush = { op: 'flush' };
    expect(undefinedReference(programOf([call(reloc), flush, ...ops]))).toBe(name);
    expect(undefinedReference(programOf([...ops, call(reloc), flush, ...ops]))).toBeNull();
    expect(undefinedReference(programOf([...ops, call(reloc)]))).toBeNull();
  });
});
