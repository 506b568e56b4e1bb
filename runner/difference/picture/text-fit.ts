import { ADVANCE } from './type-scale';

const ELLIPSIS = '…';

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Width in px of a text at a font size in px. */
export function textWidth(text: string, fontSize: number): number {
  return text.length * ADVANCE * fontSize;
}

/**
 * A name as the font can show it: what is not printable ASCII is written as in a Zig string,
 * `\n` or `\u{3042}`. Backslashes stay as they are, for names of constants are Zig strings already.
 */
export function drawableText(name: string): string {
  return name.replace(
    /[^ -~]/gu,
    (character) =>
      SHORT_ESCAPES[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * The text if it is at most `width` px wide; else its start and end around an ellipsis, for what
 * tells two names apart is mostly at one of their ends.
 */
export function fitMiddle(text: string, fontSize: number, width: number): string {
  const room = Math.floor(width / (ADVANCE * fontSize) + 1e-6);
  if (text.length <= room) return text;
  if (room < 1) return '';
  const head = Math.ceil((room - 1) / 2);
  const tail = room - 1 - head;
  return text.slice(0, head) + ELLIPSIS + text.slice(text.length - tail);
}
