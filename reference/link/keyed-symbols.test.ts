import { KeyedSymbols } from './keyed-symbols';
import { SymbolTable } from './symbol-table';

test.each([
  ['Main', 'main'],
  ['main', 'Main'],
  ['main.f', 'main..f'],
  ['a', 'a '],
])('%j and %j are two keys', (one, other) => {
  const symbols = new KeyedSymbols(new SymbolTable());
  const [first, second] = [symbols.indexOf(one), symbols.indexOf(other)];
  expect(second).not.toBe(first);
  expect([symbols.indexOf(one), symbols.indexOf(other)]).toEqual([first, second]);
  expect([symbols.find(one), symbols.find(other)]).toEqual([first, second]);
  expect([symbols.key(first), symbols.key(second)]).toEqual([one, other]);
});
