import { AREAS } from './areas';
import { WORK_RULES } from './directory-area';
import { READING_RULES } from './reading-rules';
import { rulesOf } from './rule-table';
import type { Rule } from './violation';

const all = [
  ...rulesOf(READING_RULES),
  ...AREAS.flatMap(({ rules }) => rules),
  ...rulesOf(WORK_RULES),
];

/** Every rule, once. Imports and delay-load imports share those of lookup tables. */
export const RULES: readonly Rule[] = [...new Map(all.map((rule) => [rule.id, rule])).values()];
