import { hex } from '../../../text/numbers';
import { printable } from '../../../text/printable';
import { type Problems } from '../inspection';

/**
 * The fields of a structure, one a line; a structure inside of it starts on a line of its own.
 *
 * @param indent columns in front of each line
 */
export function recordLines(record: object, indent: number): readonly string[] {
  const fields = Object.entries(record) as readonly (readonly [string, unknown])[];
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.flatMap(([name, value]) => {
    const margin = ' '.repeat(indent);
    if (isRecord(value)) return [margin + name, ...recordLines(value, indent + 2)];
    const start = `${margin}${name.padEnd(width)}  `;
    const [first = '', ...rest] = wrapWords(fieldText(name, value).split(' '), start.length);
    return [start + first.trimStart(), ...rest];
  });
}

/** The fields of a structure one after another, as `name value, name value`. */
export function recordLine(record: object, indent: number): readonly string[] {
  const fields = Object.entries(record) as readonly (readonly [string, unknown])[];
  const words = fields.map(([name, value]) => `${name} ${fieldText(name, value)}`);
  return wrapWords(words, indent, ',');
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Columns that text output keeps to, names excepted. */
const WIDTH = 96;

/**
 * Words on as few lines as they fit on.
 *
 * @param indent columns in front of each line
 * @param separator after each word but the last
 */
export function wrapWords(
  words: readonly string[],
  indent: number,
  separator = '',
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  words.forEach((word, i) => {
    const text = i < words.length - 1 ? word + separator : word;
    if (line !== '' && indent + line.length + 1 + text.length > WIDTH) {
      lines.push(line);
      line = text;
    } else {
      line = line === '' ? text : `${line} ${text}`;
    }
  });
  if (line !== '') lines.push(line);
  return lines.map((each) => ' '.repeat(indent) + each);
}

/** Counts, versions and numbers of rows; all else is an address, a size or bits. */
const DECIMAL =
  /^(number|index|hint|version|linenumber|ordinal_base)$|^(number_of|major|minor)_|_(index|entries)$/;

/**
 * A field's value: hexadecimal, or decimal where it counts something; tags and flags by their names.
 *
 * @param name upstream's
 */
export function fieldText(name: string, value: unknown): string {
  if (typeof value === 'number') return DECIMAL.test(name) ? String(value) : hex(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(' ');
  return typeof value === 'string' ? printable(value) : '-';
}

/**
 * What could not be read.
 *
 * @param indent columns in front of each line
 */
export function* problemLines(
  { problems, more_problems }: Problems,
  indent: number,
): Generator<string> {
  const margin = ' '.repeat(indent);
  for (const { offset, expected } of problems) {
    yield `${margin}unreadable at ${hex(offset)}: expected ${printable(expected)}`;
  }
  if (more_problems > 0) yield `${margin}unreadable: ${more_problems} more`;
}
