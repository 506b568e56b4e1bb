import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';
import { RULES_END, RULES_START, withRules } from './rule-document';
import { RULES } from './rules';

describe('docs/levels.md', () => {
  const document = fs.readFileSync(path.join(packageRoot(), 'docs', 'levels.md'), 'utf8');

  it('has the rules as they are: if not, npm run check-rules writes them', () => {
    expect(document).toBe(withRules(document));
  });

  it('has a row for each rule', () => {
    const rows = document.match(/^\| `[a-z0-9-]+` \| (broken|unusual) \|/gm) ?? [];
    expect(rows).toHaveLength(RULES.length);
  });
});

test('a document without the marks is refused', () => {
  expect(() => withRules('')).toThrow('expected <!-- check rules -->');
  expect(() => withRules(`${RULES_END}\n${RULES_START}`)).toThrow('expected <!-- check rules -->');
});
