import { fieldText } from './field-text';
import { wrapWords } from './wrap-words';

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

/** The fields of a structure one behind the other, as `name value, name value`. */
export function recordLine(record: object, indent: number): readonly string[] {
  const fields = Object.entries(record) as readonly (readonly [string, unknown])[];
  const words = fields.map(([name, value]) => `${name} ${fieldText(name, value)}`);
  return wrapWords(words, indent, ',');
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
