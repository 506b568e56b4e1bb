import { hex } from '../../text/numbers';
import type { Both, ImagePlace, PathStep } from '../same-result';

/** Columns of what a reference is. */
const HOW_COLUMN = 18;

/** A step of the way to a difference: one line if both images fit side by side, or two. */
export function stepLines({ how, site, text, isGuess }: PathStep, width: number): string[] {
  const name = isGuess ? `${how} (guess)` : how;
  if (site === null) return [name];
  const head = name.padEnd(HOW_COLUMN);
  const [one, other] = sides(site, text);
  const half = Math.floor((width - HOW_COLUMN - 3) / 2);
  if (one.length <= half && other.length <= half) {
    return [`${head} ${one.padEnd(half)} ${other}`];
  }
  const indent = ' '.repeat(4);
  return [name, `${indent}${one}`, `${indent}${other}`];
}

function sides(site: Both<ImagePlace>, text: Both<string>): readonly [string, string] {
  return [sideText('A', site.a, text.a), sideText('B', site.b, text.b)];
}

function sideText(image: string, { rva, section }: ImagePlace, text: string): string {
  return `${image} ${section ?? 'no section'} ${hex(rva)} ${text}`.trimEnd();
}

/** "A .text 0x1010, file offset 0x410". */
export function placeText(image: string, place: ImagePlace | null): string {
  if (place === null) return `${image} nowhere`;
  const { rva, section, fileOffset } = place;
  const offset = fileOffset === null ? 'not in the file' : `file offset ${hex(fileOffset)}`;
  return `${image} ${section ?? 'no section'} ${hex(rva)}, ${offset}`;
}
