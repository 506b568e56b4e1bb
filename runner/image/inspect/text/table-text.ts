/** A column of a table. */
export interface Column<Row> {
  readonly heading: string;
  readonly text: (row: Row) => string;
  /** Numbers are aligned at their last digit. */
  readonly align: 'left' | 'right';
}

/**
 * A table with aligned columns; the last one may be of any width.
 *
 * @param indent columns in front of each line
 * @param below lines to put below a row
 */
export function* tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  indent: number,
  below: (row: Row) => readonly string[] = () => [],
): Generator<string> {
  const widths = columns.map(({ heading, text }) =>
    rows.reduce((width, row) => Math.max(width, text(row).length), heading.length),
  );
  const line = (textOf: (column: Column<Row>) => string): string => {
    const cells = columns.map((column, i) => {
      const text = textOf(column);
      // Padding what ends the line would cost each row as much as the longest name.
      if (column.align === 'left' && i === columns.length - 1) return text;
      const width = widths[i] ?? 0;
      return column.align === 'left' ? text.padEnd(width) : text.padStart(width);
    });
    return (' '.repeat(indent) + cells.join('  ')).trimEnd();
  };
  yield line(({ heading }) => heading);
  for (const row of rows) {
    yield line(({ text }) => text(row));
    yield* below(row);
  }
}

/** A column whose heading is the field that it shows. */
export function fieldColumn<Row>(
  heading: keyof Row & string,
  align: Column<Row>['align'],
  textOf: (name: string, value: unknown) => string,
): Column<Row> {
  return { heading, align, text: (row) => textOf(heading, row[heading]) };
}
