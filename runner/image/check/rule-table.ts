import type { Place } from '../read/place';
import type { Problem } from '../read/problem';
import type { Grade, Rule } from './violation';
import type { ViolationList } from './violation-list';

/** A rule without its id. */
export type RuleRow = Omit<Rule, 'id'>;

/** Rules by their ids. */
export type RuleTable = Readonly<Record<string, RuleRow>>;

/** What a rule is for images for EFI: of this grade, or `allowed`. */
type InEfi = Grade | 'allowed';

/** Starts a source that is not a section of the PE Format. */
const LOADER = 'Loader of Windows: ';

/**
 * A rule without which a Windows loader refuses or misreads the image, or that the PE Format says
 * must be kept.
 * @param source section of the PE Format, or "Loader of Windows: " and where that is known from
 */
export function broken(
  source: string,
  sentence: string,
  witness: string,
  inEfi: InEfi = 'broken',
): RuleRow {
  return row('broken', [source, sentence, witness], inEfi);
}

/** A rule that linkers keep, and no loader needs. Parameters as for {@link broken}. */
export function unusual(
  source: string,
  sentence: string,
  witness: string,
  inEfi: InEfi = 'unusual',
): RuleRow {
  return row('unusual', [source, sentence, witness], inEfi);
}

/** Says that a rule of the table is broken. */
export type Report<Table extends RuleTable> = (
  rule: keyof Table & string,
  place: Place,
  found: string,
  expected: string,
) => void;

/** The rules of a table, in its order. */
export function rulesOf(table: RuleTable): readonly Rule[] {
  return Object.entries(table).map(([id, rule]) => ({ id, ...rule }));
}

/** A report that adds to a list what breaks a rule, but not what images for EFI may do. */
export function reportTo<Table extends RuleTable>(
  table: Table,
  list: ViolationList,
): Report<Table> {
  return (rule, { offset, field }, found, expected) => {
    const { grade, gradeInEfi, source } = table[rule] as RuleRow;
    const actual = list.isForEfi ? gradeInEfi : grade;
    if (actual === null) return;
    list.add({ rule, grade: actual, source, offset, field, found, expected });
  };
}

/** Reports what the reader could not read as breaking the rules that the problems are named for. */
export function reportProblems<Kind extends string>(
  problems: readonly Problem<Kind>[],
  report: (rule: Kind, place: Place, found: string, expected: string) => void,
): void {
  for (const problem of problems) report(problem.kind, problem, problem.found, problem.expected);
}

function row(
  grade: Grade,
  [source, sentence, witness]: readonly [source: string, sentence: string, witness: string],
  inEfi: InEfi,
): RuleRow {
  return {
    grade,
    gradeInEfi: inEfi === 'allowed' ? null : inEfi,
    source: source.startsWith(LOADER) ? source : `PE Format, ${source}`,
    sentence,
    witness,
  };
}
