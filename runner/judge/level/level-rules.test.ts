import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import { HARMLESS_MISFITS, MISFIT_KINDS } from '../meaning/misfit';
import { LEVELS } from '../result/level';
import { LEVEL_RULES, withLevelRules } from './level-rules';

describe('the rules of the levels', () => {
  it('stand in docs/levels.md as they are here: npm run level-rules', () => {
    const document = fs.readFileSync(path.join(packageRoot(), 'docs', 'levels.md'), 'utf8');
    expect(document).toBe(withLevelRules(document));
    expect(withLevelRules(document.replace('Nothing is written', 'Much is written'))).toBe(
      document,
    );
    expect(() => withLevelRules('')).toThrow('expected <!-- level rules -->');
  });

  it('are of every level but valid, whose rules check has', () => {
    expect(['valid', ...Object.keys(LEVEL_RULES)].sort()).toEqual([...LEVELS].sort());
    for (const rules of Object.values(LEVEL_RULES)) expect(rules.length).toBeGreaterThan(0);
  });

  it('are, of meaning, one for each kind of misfit that fails it', () => {
    const failing = Object.keys(MISFIT_KINDS).filter(
      (kind) => !HARMLESS_MISFITS.has(kind as keyof typeof MISFIT_KINDS),
    );
    const named = LEVEL_RULES.meaning.map(({ holds }) => /^`([a-z-]+)`: /.exec(holds)?.[1]);
    expect(named).toEqual(failing);
  });
});
