import { readStoredFile } from '../system/input-file';

/** Milliseconds that an update of a small program takes to judge on all hosts. */
const UPDATE = 20;

/** The same for a byte of a large variable. */
const BYTE = 0.0006;

/** A variable that is filled with a byte: "splat 0x20 4096". Nothing else makes an image large in few lines. */
const SPLAT = /^\s*splat\s+\S+\s+(\w+)/gm;

/**
 * Guesses how long it takes to judge a case, in milliseconds. It is right enough to begin with the longest, and to
 * know whether a run takes long at all.
 * @param file path of the case file; of one that cannot be read, or is too large, nothing is known
 */
export function guessedWork(file: string): number {
  let text: string;
  try {
    text = readStoredFile(file).toString('utf8');
  } catch {
    // Who judges it says why.
    return 0;
  }
  const updates = text.match(/^#update=/gm)?.length ?? 0;
  const bytes = [...text.matchAll(SPLAT)].map(([, size]) => Number(size));
  const large = bytes.filter(Number.isFinite).reduce((sum, size) => sum + size, 0);
  return updates * UPDATE + large * BYTE;
}
