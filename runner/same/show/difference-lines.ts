import { printable } from '../../text/printable';
import type { SameDifference, SideView } from '../same-result';
import { placeText, stepLines } from './path-lines';

/**
 * A difference in lines: what differs, the way to it, both sides, and what may have gone wrong. Names of the images are
 * shown as `printable` does.
 */
export function differenceLines(difference: SameDifference, width: number): string[] {
  const { kind, confidence, what, path, sides, hints } = difference;
  return [
    `${kind} (${confidence}): ${what}`,
    ...path.flatMap((step) => stepLines(step, width - 2)).map((line) => `  ${line}`),
    ...sideLines('A', sides.a, '-'),
    ...sideLines('B', sides.b, '+'),
    ...hints.map((hint) => `  hint: ${hint}`),
  ].map(printable);
}

function sideLines(image: string, { place, lines }: SideView, sign: string): string[] {
  if (place === null && lines.length === 0) return [];
  return [`  ${sign} ${placeText(image, place)}`, ...lines.map((line) => `  ${sign}   ${line}`)];
}
