import { hex } from '../../text/numbers';
import { RULES } from './rules';
import type { Rule, Violation } from './violation';
import { PLACES_OF_A_RULE } from './violation-list';

/** Places of one rule on the screen. */
const PLACES_SHOWN = 8;

const RULE_BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

/** What is broken and unusual in an image, as text: rule by rule, each with its places. */
export function renderViolations(violations: readonly Violation[]): string {
  const rules = new Set(violations.map(({ rule }) => rule));
  return [...rules]
    .map((id) =>
      renderRule(
        id,
        violations.filter(({ rule }) => rule === id),
      ),
    )
    .join('');
}

function renderRule(rule: string, violations: readonly Violation[]): string {
  const shown = violations.slice(0, PLACES_SHOWN);
  const offsets = shown.map(({ offset }) => hex(offset));
  const width = Math.max(...offsets.map(({ length }) => length));
  const places = shown.map(({ field, found, expected }, i) => {
    return `    ${(offsets[i] ?? '').padStart(width)}  ${field}: ${found}, expected ${expected}`;
  });
  const more = violations.length - shown.length;
  const count = violations.length === PLACES_OF_A_RULE ? `${more} or more` : `${more}`;
  const lines = [
    `  ${rule} (${violations[0]?.grade ?? ''})`,
    `    ${RULE_BY_ID.get(rule)?.sentence ?? ''}`,
    `    ${violations[0]?.source ?? ''}`,
    `    refused by: ${RULE_BY_ID.get(rule)?.witness ?? ''}`,
    ...places,
    ...(more === 0 ? [] : [`    and ${count} other places`]),
  ];
  return `${lines.join('\n')}\n`;
}
