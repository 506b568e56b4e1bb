import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { colors } from '../text/colors';
import type { HostName } from '../../reference';
import { holds, type VectorResult } from './run-vector';

/** Columns of characters between the borders of a table with `count` columns. */
const BORDERS = (count: number): number => 3 * count + 1;

const MIN_NAME = 8;

/** One row of the table. */
interface Row {
  readonly name: string;
  readonly results: readonly VectorResult[];
}

/** A row for each named vector and for each random one that differs, one for the other random ones. */
function rowsOf(results: readonly VectorResult[]): readonly Row[] {
  const single = results.filter((result) => !result.vector.isRandom || !holds(result));
  const random = results.filter((result) => result.vector.isRandom && holds(result));
  const rows: Row[] = single.map((result) => ({ name: result.vector.name, results: [result] }));
  if (random.length > 0) rows.push({ name: `random (${random.length})`, results: random });
  return rows;
}

/** "3 equal", or in red how many of how many are. */
function cell(row: Row, host: HostName): string {
  let snapshots = 0;
  let equal = 0;
  for (const { hosts } of row.results) {
    snapshots += hosts.get(host)?.snapshots ?? 0;
    equal += hosts.get(host)?.equal ?? 0;
  }
  return equal === snapshots ? colors.green(`${equal} equal`) : colors.red(`${equal} of ${snapshots}`);
}

/**
 * The results as a table: snapshots whose image and node dump equal the real linker's, by host.
 * @param width columns of the terminal. Names are cut to fit. If even that is too wide, each vector
 *   gets a short line for each host
 */
export function vectorTable(
  results: readonly VectorResult[],
  hosts: readonly HostName[],
  width: number,
): string {
  const rows = rowsOf(results);
  const hostWidths = hosts.map((host) =>
    Math.max(host.length, ...rows.map((row) => stripVTControlCharacters(cell(row, host)).length)),
  );
  const fixed = hostWidths.reduce((sum, w) => sum + w, BORDERS(hosts.length + 1));
  if (width < fixed + MIN_NAME) return vectorLines(rows, hosts, width);
  const longest = Math.max(6, ...rows.map(({ name }) => name.length));
  const nameWidth = Math.max(MIN_NAME, Math.min(longest, width - fixed));
  const table = new Table({
    head: ['vector', ...hosts],
    colWidths: [nameWidth, ...hostWidths].map((w) => w + 2),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([row.name, ...hosts.map((host) => cell(row, host))]);
  return table.toString();
}

function vectorLines(rows: readonly Row[], hosts: readonly HostName[], width: number): string {
  return rows
    .flatMap((row) => [
      row.name.slice(0, width),
      ...hosts.map((host) => `  ${host} ${cell(row, host)}`),
    ])
    .join('\n');
}

/** The summary in one line. */
export function summary(results: readonly VectorResult[], hosts: readonly HostName[]): string {
  const count = (pick: (snapshots: number, equal: number) => number): number =>
    results.reduce(
      (sum, result) =>
        sum + [...result.hosts.values()].reduce((n, r) => n + pick(r.snapshots, r.equal), 0),
      0,
    );
  const held = results.filter(holds).length;
  const snapshots = count((all) => all);
  const equal = count((_all, same) => same);
  const line =
    `${held} of ${results.length} vectors hold on ${hosts.join(', ')}: ` +
    `${equal} of ${snapshots} snapshots equal the real linker's, image and node dump`;
  return held === results.length ? colors.green(line) : colors.red(line);
}
