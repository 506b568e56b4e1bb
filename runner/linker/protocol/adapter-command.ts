import * as fs from 'node:fs';
import * as path from 'node:path';
import { commandWords } from '../../system/command-words';

/**
 * The program and the arguments of an adapter, as a user names them: as words, or as one string
 * that is taken apart as a shell does.
 *
 * An adapter runs in its work folder. So words that name a file, with a folder or a suffix, are made
 * absolute: `python3 examples/adapter.py` means the file that the user meant.
 *
 * @param base the folder that paths are relative to
 * @returns null if there is no word
 * @throws UsageError if only a shell could run it
 */
export function adapterCommand(
  command: string | readonly string[],
  base: string,
): readonly string[] | null {
  const words = typeof command === 'string' ? commandWords(command) : command;
  return words[0] === undefined || words[0] === '' ? null : withFilesOf(base, words);
}

/** The words of a command, with absolute paths for those that name a file in a folder. */
export function withFilesOf(base: string, words: readonly string[]): readonly string[] {
  return words.map((word) => {
    if (!/[/\\.]/.test(word)) return word;
    const file = path.resolve(base, word);
    return isFile(file) ? file : word;
  });
}

/** A word may be any text, also one that is too long for a path, or has what no path may have. */
function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
