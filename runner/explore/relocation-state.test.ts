import type { SymbolIndex } from '../../reference';
import type { Exploration } from './exploration';
import { relocationState, type RelocationState } from './relocation-state';
import { exploredCase, stepTitled } from './testing/explored';

/** How it stands with each relocation of a symbol after a step. */
function states(
  exploration: Exploration,
  step: number,
  name: string,
): readonly (readonly [target: string, state: RelocationState['kind']])[] {
  const { tables } = exploration.state(step);
  let symbol = 0 as SymbolIndex;
  while (tables.symbolName(symbol) !== name) symbol = (symbol + 1) as SymbolIndex;
  return tables
    .relocationsFrom(symbol)
    .map((row) => [
      tables.symbolName(row.target),
      relocationState(exploration.steps, step, tables, row).kind,
    ]);
}

describe('the state of a relocation', () => {
  it('is waiting until both ends are at rest, then applied', () => {
    const hello = exploredCase('hello');
    const made = stepTitled(hello, 'updateFunc main.wWinMainCRTStartup').index;
    const settled = stepTitled(hello, 'main.wWinMainCRTStartup moved').index;
    const kinds = (step: number): readonly string[] =>
      states(hello, step, 'main.wWinMainCRTStartup').map(([, kind]) => kind);
    expect(kinds(made)).toEqual(['waits', 'waits', 'waits', 'waits']);
    expect(kinds(settled)).toEqual(['applied', 'applied', 'applied', 'applied']);
  });

  it('is never applied where a new import is called from settled code', () => {
    const exploration = exploredCase('new_import_in_settled_code');
    const step = exploration.steps.find(({ why }) =>
      why.some(({ quirk }) => quirk === 'import-thunk-raises-no-move'),
    );
    expect(states(exploration, step?.index ?? 0, 'main.measure')).toContainEqual([
      'kernel32!lstrlenA',
      'never_applied',
    ]);
  });
});
