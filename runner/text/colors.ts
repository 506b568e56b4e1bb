import { createColors } from 'picocolors';

/** What says whether a stream shows colors. */
interface Surroundings {
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether to write color codes: on a terminal that has colors, or where FORCE_COLOR asks for them.
 * NO_COLOR forbids them (no-color.org). A pipe or a file gets none, on Windows and in CI too.
 */
export function showsColors({ isTerminal, environment }: Surroundings): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM } = environment;
  if (NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTerminal && TERM !== 'dumb';
}

/** Colors text for standard output, or leaves it alone. */
export const colors = createColors(
  showsColors({ isTerminal: process.stdout.isTTY, environment: process.env }),
);
