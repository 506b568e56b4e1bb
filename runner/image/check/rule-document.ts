import { RULES } from './rules';
import type { Rule } from './violation';

/** What is before and after the rules in their document, docs/levels.md. */
export const RULES_START = '<!-- check rules -->';
export const RULES_END = '<!-- end of check rules -->';

const HEAD = [
  '| rule | grade | of EFI images | what holds | source | who refuses what breaks it |',
  '| --- | --- | --- | --- | --- | --- |',
];

/** All rules as a table in Markdown, with the marks around it. */
export function renderRules(): string {
  // The cells are too long to be padded to one width.
  return [
    RULES_START,
    '',
    '<!-- oxfmt-ignore -->',
    ...HEAD,
    ...RULES.map(renderRow),
    '',
    RULES_END,
  ].join('\n');
}

/**
 * Puts the rules of now into the document.
 * @throws Error if it lacks the marks
 */
export function withRules(document: string): string {
  const start = document.indexOf(RULES_START);
  const end = document.indexOf(RULES_END);
  if (start === -1 || end < start) {
    throw new Error(`docs/levels.md: expected ${RULES_START} and then ${RULES_END}`);
  }
  return document.slice(0, start) + renderRules() + document.slice(end + RULES_END.length);
}

function renderRow({ id, grade, gradeInEfi, sentence, source, witness }: Rule): string {
  const inEfi = gradeInEfi === grade ? 'the same' : (gradeInEfi ?? 'allowed');
  return `| ${[`\`${id}\``, grade, inEfi, sentence, source, witness].join(' | ')} |`;
}
