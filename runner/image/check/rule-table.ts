import type { Place } from '../read/place';
import type { Problem } from '../read/problem';
import type { Rule } from './violation';
import type { ViolationList } from './violation-list';

/** Rules by their ids: the section of Microsoft's specification, and the rule as a sentence. */
export type RuleTable = Readonly<Record<string, readonly [section: string, sentence: string]>>;

/** Says that a rule of the table is broken. */
export type Report<Table extends RuleTable> = (
  rule: keyof Table & string,
  place: Place,
  found: string,
  expected: string,
) => void;

/** The rules of a table, in its order. */
export function rulesOf(table: RuleTable): readonly Rule[] {
  return Object.entries(table).map(([id, [section, sentence]]) => ({
    id,
    section: fullSection(section),
    sentence,
  }));
}

/** A report that adds to a list. */
export function reportTo<Table extends RuleTable>(
  table: Table,
  list: ViolationList,
): Report<Table> {
  return (rule, place, found, expected) => {
    const section = fullSection((table as RuleTable)[rule]?.[0] ?? '');
    list.add({ rule, section, offset: place.offset, field: place.field, found, expected });
  };
}

/** Reports what the reader could not read as breaking the rules that the problems are named for. */
export function reportProblems<Kind extends string>(
  problems: readonly Problem<Kind>[],
  report: (rule: Kind, place: Place, found: string, expected: string) => void,
): void {
  for (const problem of problems) report(problem.kind, problem, problem.found, problem.expected);
}

function fullSection(section: string): string {
  return `PE Format, ${section}`;
}
