import type { Chance } from '../../script-fuzz/make/chance';
import { mutateBytes } from './bytes';
import { TEXT_EDGES } from './numbers';

/** Bytes that a text may not expect: ends, marks, halves of characters, openings without ends. */
const ODD = [
  '\0',
  '\r',
  '\n\n',
  '\t',
  '\u007f',
  '\u2028',
  '\ufeff',
  '"',
  "'",
  '\\',
  '\\u',
  '\\ud800',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '@',
  '#',
  '//',
  '=',
  ',',
  ':',
  '+',
  '..',
  '../..',
  '__proto__',
  'constructor',
  '%s',
  'é',
  '\u{1f600}',
] as const;

/** How often something is repeated that may lie in itself. */
const DEEP = 2000;

/** Changes a text: a line, a number, a word, a character. @param other another seed of the same reader */
export function mutateText(bytes: Buffer, other: Buffer, chance: Chance): Buffer {
  switch (chance.weighted({ line: 35, number: 20, word: 20, odd: 15, bytes: 8, deep: 2 })) {
    case 'line':
      return mutateLine(bytes, other, chance);
    case 'number':
      return replaced(bytes, /\b(?:0x[0-9a-f]+|\d+)\b/g, TEXT_EDGES, chance);
    case 'word': {
      const words = other.toString('latin1').match(/[\w#.]+/g) ?? [];
      return words.length === 0 ? bytes : replaced(bytes, /[\w#.]+/g, words, chance);
    }
    case 'odd': {
      const at = chance.integer(0, bytes.length);
      const odd = chance.percent(15)
        ? Buffer.of(chance.pick([0x80, 0xc0, 0xe2, 0xf4, 0xff]))
        : Buffer.from(chance.pick(ODD));
      const after = at + chance.pick([0, 0, 1]);
      return Buffer.concat([bytes.subarray(0, at), odd, bytes.subarray(after)]);
    }
    case 'bytes':
      return mutateBytes(bytes, [], other, chance);
    case 'deep': {
      const at = chance.integer(0, bytes.length);
      const one = chance.pick(ODD).repeat(DEEP);
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(one), bytes.subarray(at)]);
    }
  }
}

/** Lines come and go, and change their places. */
function mutateLine(bytes: Buffer, other: Buffer, chance: Chance): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const at = chance.integer(0, lines.length - 1);
  const line = lines[at] ?? '';
  switch (chance.pick(['drop', 'repeat', 'move', 'foreign', 'join', 'cut'] as const)) {
    case 'drop':
      lines.splice(at, chance.pick([1, 1, 2, 5]));
      break;
    case 'repeat':
      lines.splice(at, 0, ...Array.from({ length: chance.pick([1, 1, 3, 50]) }, () => line));
      break;
    case 'move':
      lines.splice(at, 1);
      lines.splice(chance.integer(0, lines.length), 0, line);
      break;
    case 'foreign':
      lines.splice(at, chance.integer(0, 1), chance.pick(other.toString('latin1').split('\n')));
      break;
    case 'join':
      lines.splice(at, 2, line + (lines[at + 1] ?? ''));
      break;
    case 'cut':
      lines[at] = line.slice(0, chance.integer(0, line.length));
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** One of the matches becomes one of the words. */
function replaced(
  bytes: Buffer,
  pattern: RegExp,
  words: readonly string[],
  chance: Chance,
): Buffer {
  const text = bytes.toString('latin1');
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return bytes;
  const { index, 0: match } = chance.pick(matches);
  const changed = text.slice(0, index) + chance.pick(words) + text.slice(index + match.length);
  return Buffer.from(changed, 'latin1');
}
