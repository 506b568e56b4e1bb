/** A word that means itself to every shell. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * Words as one line that a shell, or `commandWords`, takes apart into the same words. Single quotes keep
 * everything; the backslashes of shell-quote's `quote` do not survive a second quoting.
 * @param platform as `process.platform`. On Windows words with spaces get quotation marks; backslashes of
 *   paths stay
 */
export function shellText(
  words: readonly string[],
  platform: NodeJS.Platform = process.platform,
): string {
  return words.map(platform === 'win32' ? windowsWord : shellWord).join(' ');
}

function shellWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function windowsWord(word: string): string {
  return word === '' || /\s/.test(word) ? `"${word}"` : word;
}
