import { entryPointFault, entryPointName } from './entry-point';
import { programOf } from '../testing/program-of';

const FUNCTION = { op: 'updateFunc', nav: 'main.f', type: 'T', content: ['c3'] };
const DATA = { op: 'updateNav', nav: 'main.f', type: 'T', align: 1, content: ['c3'] };
const EXPORT = { op: 'updateExports', exported: { nav: 'main.f' }, names: ['wWinMainCRTStartup'] };
const DLL = { outputMode: 'Lib', linkMode: 'dynamic' };

describe('what is wrong with an entry point', () => {
  it.each([
    ['nothing, of a function', {}, [FUNCTION, EXPORT], null],
    ['nothing, of a DLL without one', DLL, [FUNCTION], null],
    ['that none is exported', {}, [FUNCTION], 'none: has no entry point'],
    [
      'that another name is exported',
      {},
      [FUNCTION, { ...EXPORT, names: ['main'] }],
      'none: has no entry point',
    ],
    [
      'that nothing defines what is exported',
      {},
      [EXPORT],
      'undefined: exports what is not there as its entry point, wWinMainCRTStartup',
    ],
    [
      'that it is data',
      {},
      [DATA, EXPORT],
      'data: exports data as its entry point, wWinMainCRTStartup',
    ],
  ])('is %s', (_what, options, ops, expected) => {
    const fault = entryPointFault(programOf([...ops, { op: 'flush' }], options));
    expect(fault && `${fault.kind}: ${fault.text}`).toBe(expected);
  });

  it.each([
    ['before the last flush', [FUNCTION, { op: 'flush' }, EXPORT], 'none'],
    ['after it', [FUNCTION, EXPORT, { op: 'flush' }, DATA], 'data'],
    ['at neither time', [FUNCTION, EXPORT, { op: 'flush' }, FUNCTION], undefined],
    ['in a program that was never flushed', [FUNCTION, EXPORT], 'none'],
  ])('is what was wrong %s, where not all is flushed', (_when, ops, kind) => {
    expect(entryPointFault(programOf(ops))?.kind).toBe(kind);
  });

  it('is named for the loader of a program, or of a DLL', () => {
    expect(entryPointName(programOf([]).options)).toBe('wWinMainCRTStartup');
    expect(entryPointName(programOf([], DLL).options)).toBe('_DllMainCRTStartup');
  });
});
