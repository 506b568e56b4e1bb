import { stripVTControlCharacters } from 'node:util';
import Table, { type Cell } from 'cli-table3';
import { colors } from '../../text/colors';
import { LEVELS, type Level } from '../../judge/result/level';
import {
  isFailure,
  judgementsOf,
  type CaseResult,
  type Variant,
  type Judgement,
  type Verdict,
} from '../../judge/result/case-result';

/** The name of a case is not cut to fewer characters. */
const MIN_NAME = 12;

/** Width of a table's borders, in characters. */
const borders = (columns: number): number => 3 * columns + 1;

interface Column {
  readonly variant: Variant;
  readonly level: Level;
}

/** The levels that were judged in any case, by variant. */
function columnsOf(
  results: readonly CaseResult[],
  variants: readonly Variant[],
): readonly Column[] {
  const judged = new Set(
    results.flatMap((result) =>
      judgementsOf(result).map(({ variant, level }) => `${variant} ${level}`),
    ),
  );
  return variants.flatMap((variant) =>
    LEVELS.filter((level) => judged.has(`${variant} ${level}`)).map((level) => ({
      variant,
      level,
    })),
  );
}

/**
 * The count of a cell: "6" passed, "5/6" if one failed, "+1x" failed as expected, "6?" could not be
 * judged.
 */
function levelCell(judgements: readonly Judgement[]): string {
  if (judgements.length === 0) return colors.dim('-');
  const count = counter(judgements);
  if (judgements.some(({ verdict }) => isFailure(verdict))) {
    return colors.red(`${count('pass')}/${judgements.length}`);
  }
  if (count('unsupported') > 0) return colors.yellow(`${count('unsupported')}?`);
  const expected = count('xfail') > 0 ? `+${count('xfail')}x` : '';
  return colors.green(`${count('pass')}${expected}`);
}

/** The result of a case on a variant, in a word or two. */
function variantCell(judgements: readonly Judgement[]): string {
  if (judgements.length === 0) return colors.dim('-');
  const failed = judgements.filter(({ verdict }) => isFailure(verdict)).length;
  if (failed > 0) return colors.red(`${failed} failed`);
  const count = counter(judgements);
  const words = ['ok'];
  if (count('xfail') > 0) words.push(`+${count('xfail')}x`);
  if (count('unsupported') > 0) words.push(`${count('unsupported')}?`);
  return (count('unsupported') > 0 ? colors.yellow : colors.green)(words.join(' '));
}

function counter(judgements: readonly Judgement[]): (verdict: Verdict) => number {
  return (verdict) => judgements.filter((judgement) => judgement.verdict === verdict).length;
}

function time({ milliseconds }: CaseResult): string {
  return milliseconds < 999.5
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The rows of a table and its head. */
interface Grid {
  readonly head: readonly (readonly Cell[])[];
  /** One row for each case, without its name. */
  readonly rows: readonly (readonly string[])[];
  /** Width of each column except the first, in characters. */
  readonly widths: readonly number[];
}

/**
 * The results as a table: for each case and variant, how many updates hold on each level.
 * @param width columns of the terminal. Names are cut to fit. If that is not enough, all variants share
 *   the columns of the levels; then each variant gets one column for all levels, and at last a line
 */
export function caseTable(
  results: readonly CaseResult[],
  variants: readonly Variant[],
  width: number,
): string {
  const table = [
    fullGrid(results, variants),
    levelGrid(results, variants),
    variantGrid(results, variants),
  ]
    .map((grid) => draw(results, grid, width))
    .find((text) => text !== null);
  return table ?? caseLines(results, variants, width);
}

function fullGrid(results: readonly CaseResult[], variants: readonly Variant[]): Grid {
  const columns = columnsOf(results, variants);
  const rows = results.map((result) => [
    updates(result),
    ...columns.map(({ variant, level }) =>
      levelCell(judgementsOf(result).filter((j) => j.variant === variant && j.level === level)),
    ),
    time(result),
  ]);
  const names = ['updates', ...columns.map(({ level }) => level), 'time'];
  const spans = variants.flatMap((variant) => {
    const colSpan = columns.filter((column) => column.variant === variant).length;
    return colSpan === 0 ? [] : [{ content: variant, colSpan }];
  });
  const head = [...(spans.length > 0 ? [['', '', ...spans, '']] : []), ['case', ...names]];
  return { head, rows, widths: columnWidths(names, rows) };
}

/** All variants together. */
function levelGrid(results: readonly CaseResult[], variants: readonly Variant[]): Grid {
  const levels = LEVELS.filter((level) =>
    columnsOf(results, variants).some((column) => column.level === level),
  );
  const rows = results.map((result) => [
    updates(result),
    ...levels.map((level) => levelCell(judgementsOf(result).filter((j) => j.level === level))),
    time(result),
  ]);
  const names = ['updates', ...levels, 'time'];
  return { head: [['case', ...names]], rows, widths: columnWidths(names, rows) };
}

function variantGrid(results: readonly CaseResult[], variants: readonly Variant[]): Grid {
  const rows = results.map((result) => [
    updates(result),
    ...variants.map((variant) =>
      variantCell(judgementsOf(result).filter((j) => j.variant === variant)),
    ),
    time(result),
  ]);
  const names = ['updates', ...variants, 'time'];
  return { head: [['case', ...names]], rows, widths: columnWidths(names, rows) };
}

function updates({ updates: { length }, refusal }: CaseResult): string {
  return refusal === null ? String(length) : colors.red('refused');
}

function columnWidths(
  names: readonly string[],
  rows: readonly (readonly string[])[],
): readonly number[] {
  return names.map((name, i) => Math.max(name.length, ...rows.map((row) => visible(row[i]))));
}

function visible(text = ''): number {
  return stripVTControlCharacters(text).length;
}

/** The table; null if it would be wider than the terminal. */
function draw(results: readonly CaseResult[], grid: Grid, width: number): string | null {
  const { head, rows, widths } = grid;
  const fixed = widths.reduce((sum, w) => sum + w, borders(widths.length + 1));
  const longest = Math.max(4, ...results.map(({ name }) => name.length));
  const nameWidth = Math.min(longest, width - fixed);
  if (nameWidth < Math.min(longest, MIN_NAME)) return null;
  const table = new Table({
    colWidths: [nameWidth, ...widths].map((w) => w + 2),
    colAligns: ['left', ...widths.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const cells of head) table.push([...cells]);
  results.forEach(({ name }, i) => table.push([name, ...(rows[i] ?? [])]));
  return table.toString();
}

function caseLines(
  results: readonly CaseResult[],
  variants: readonly Variant[],
  width: number,
): string {
  return results
    .flatMap((result) => [
      result.name.slice(0, width),
      ...(result.refusal === null ? [] : [`  ${colors.red('refused')}`]),
      ...variants.map(
        (variant) =>
          `  ${variant} ${variantCell(judgementsOf(result).filter((j) => j.variant === variant))}`,
      ),
    ])
    .join('\n');
}
