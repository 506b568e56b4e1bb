import { findProgram } from '../find-program';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** What is to be done where there is no Chromium. */
export const NO_CHROMIUM = `none of ${NAMES.join(', ')} is on PATH (Debian: apt-get install chromium)`;

/** The file of Chromium or a browser made of it; null if there is none. */
export function chromiumProgram(): string | null {
  const found = NAMES.map((name) => findProgram(name, process.env.PATH ?? ''));
  return found.find((file) => file !== null) ?? null;
}

/** Describes what is tested in Chromium: skipped where there is none, unless COFF2_BROWSER says `required`. */
export function describeInChromium(what: string, tests: () => void): void {
  if (chromiumProgram() !== null || process.env.COFF2_BROWSER === 'required') describe(what, tests);
  else describe.skip(`${what}: not tested, ${NO_CHROMIUM}`, tests);
}
