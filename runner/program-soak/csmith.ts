import * as path from 'node:path';
import type { Flavour } from './flavours';
import type { WorkFolder } from './work-folder';

/** Where Debian's libcsmith-dev has csmith's headers. */
export const CSMITH_HEADERS = '/usr/include/csmith';

/** The header of programs without C's library. */
export const FREESTANDING = path.join(__dirname, 'freestanding');

/** Options with which a program needs no library: nothing is printed but the checksum. */
const BARE = ['--no-argc', '--no-hash-value-printf'];

/** What makes programs in C. */
export interface ProgramSource {
  /**
   * Writes a program into a folder.
   * @param isBare whether it does without C's library
   * @returns null if it did; else why not, in one line
   */
  write(
    name: string,
    program: { readonly seed: number; readonly flavour: Flavour; readonly isBare: boolean },
    folder: WorkFolder,
  ): Promise<string | null>;
}

/** Milliseconds after which csmith is given up: it may look for a program without end. */
const TIME_LIMIT = 10_000;

/** csmith, of https://github.com/csmith-project/csmith. */
export const CSMITH: ProgramSource = {
  write: (name, { seed, flavour, isBare }, folder) =>
    folder.run(
      'csmith',
      ['--seed', String(seed), '--output', name, ...(isBare ? BARE : []), ...flavour.csmith],
      TIME_LIMIT,
    ),
};
