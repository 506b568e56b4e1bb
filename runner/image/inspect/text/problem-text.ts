import { hex } from '../../../text/numbers';
import type { Problems } from '../inspection';
import { printable } from '../../../text/printable';

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
