import { count } from '../../text/numbers';
import type { SameDifference, SameResult } from '../same-result';
import { COLUMN_MEANINGS, comparedText, coverageLines } from './coverage-lines';
import { differenceLines } from './difference-lines';
import { wrap } from '../../text/wrap';

export interface SameTextOptions {
  /** Whether to show all differences, also the possible ones, and not only the first. */
  readonly all?: boolean;
  /** How the images are called; A and B if not given. */
  readonly names?: readonly [string, string];
}

/**
 * The result of a comparison for a terminal.
 * @param width columns; no line is longer
 */
export function sameResultText(
  result: SameResult,
  width: number,
  { all = false, names = ['A', 'B'] }: SameTextOptions = {},
): string {
  const blocks = [
    [verdictText(result)],
    [`A is ${names[0]}`, `B is ${names[1]}`],
    ...shown(result, all).map((difference) => differenceLines(difference, width)),
    restLines(result, all),
    ...(result.coverage === null
      ? []
      : [[comparedText(result)], coverageLines(result.coverage), COLUMN_MEANINGS]),
    result.notes.map(({ what, count: amount }) => `${amount} × ${what}`),
  ];
  const lines = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.flatMap((line) => wrap(line, width)).join('\n'));
  return `${lines.join('\n\n')}\n`;
}

/** The verdict in one line: "the same program, as far as compared". */
export function verdictText({ verdict, reason, differences, unlisted }: SameResult): string {
  switch (verdict) {
    case 'same':
      return 'the same program, as far as compared';
    case 'not-comparable':
      return `not comparable: ${reason ?? ''}`;
    case 'different': {
      const sure = differences.filter(({ confidence }) => confidence === 'sure').length;
      const more = unlisted === 0 ? '' : ` and ${unlisted} unlisted`;
      return (
        `different programs: ${count(differences.length, 'difference')}${more}, ` +
        `${sure} sure and ${differences.length - sure} likely`
      );
    }
  }
}

function shown({ differences, possible }: SameResult, all: boolean): readonly SameDifference[] {
  return all ? [...differences, ...possible] : differences.slice(0, 1);
}

function restLines({ differences, possible }: SameResult, all: boolean): string[] {
  if (all) return [];
  const lines: string[] = [];
  if (differences.length > 1) {
    lines.push(`${count(differences.length - 1, 'more difference')}: --all shows them`);
  }
  if (possible.length > 0) {
    lines.push(
      `${count(possible.length, 'possible difference')}, which may be of unused bytes: --all shows them`,
    );
  }
  return lines;
}
