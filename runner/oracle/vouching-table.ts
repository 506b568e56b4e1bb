import Table from 'cli-table3';
import { colors } from '../text/colors';
import type { HostName } from '../../reference';
import type { VouchedCase } from './vouch-for-case';

/** The label of a case in the first column, and whether the real linker vouches for it. */
type Row = readonly [string, string];

/** Columns of borders and spaces beside those of the two columns' text. */
const BORDERS = 7;
const MIN_NAME = 8;

/**
 * The cases as a table: one row for all that the real linker vouches for, one for each other case.
 * @param width columns of the terminal; names are cut to fit it
 */
export function vouchingTable(cases: readonly VouchedCase[], width: number): string {
  const held = cases.filter(isVouchedFor);
  const rows: Row[] = cases.filter((one) => !isVouchedFor(one)).map(({ name, vouching }) => [name, vouching.result]);
  if (held.length > 0) rows.push([`cases (${held.length})`, 'vouched for']);
  const verdictWidth = Math.max('real linker'.length, ...rows.map(([, verdict]) => verdict.length));
  const longest = Math.max(MIN_NAME, ...rows.map(([name]) => name.length));
  const nameWidth = Math.max(MIN_NAME, Math.min(longest, width - verdictWidth - BORDERS));
  const table = new Table({
    head: ['case', 'real linker'],
    colWidths: [nameWidth + 2, verdictWidth + 2],
    style: { head: [], border: [], compact: true },
  });
  for (const [name, verdict] of rows) table.push([name, coloured(verdict)]);
  return table.toString();
}

/** Why cases are not vouched for, one line for each; empty if all are. */
export function vouchingProblems(cases: readonly VouchedCase[]): readonly string[] {
  return cases.flatMap(({ name, vouching }) => {
    if (vouching.result === 'vouched for') return [];
    if (vouching.result === 'not vouched for') return [`${name}: not vouched for: ${vouching.reason}`];
    return vouching.reasons.map((reason) => `${name}, ${reason}`);
  });
}

/** One line that says how many cases the real linker vouches for. */
export function vouchingSummary(cases: readonly VouchedCase[], hosts: readonly HostName[]): string {
  const held = cases.filter(isVouchedFor);
  const snapshots = held.reduce((sum, { updates }) => sum + updates * hosts.length, 0);
  const line =
    `the real linker vouches for ${held.length} of ${cases.length} cases: ` +
    `${snapshots} snapshots equal`;
  if (cases.some(({ vouching }) => vouching.result === 'different')) return colors.red(line);
  return held.length === cases.length ? colors.green(line) : colors.yellow(line);
}

function isVouchedFor({ vouching }: VouchedCase): boolean {
  return vouching.result === 'vouched for';
}

function coloured(verdict: string): string {
  if (verdict === 'vouched for') return colors.green(verdict);
  return verdict === 'different' ? colors.red(verdict) : colors.yellow(verdict);
}
