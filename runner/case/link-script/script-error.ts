/**
 * A link script was refused. The message says where and why: `file:line: op N (updateFunc main.f):
 * reason`, N counting the ops from 1.
 */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';

  constructor(
    readonly file: string,
    /** From 1. */
    readonly line: number,
    /** What the line is: "header", "op 3 (flush)". */
    readonly subject: string,
    readonly reason: string,
  ) {
    super(`${file}:${line}: ${printable(subject)}: ${printable(reason)}`);
  }
}

/** Text of a script, for a message: on one line, and without commands for a terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) =>
    // JSON leaves DEL and the C1 controls as they are.
    character < '\u007f'
      ? JSON.stringify(character).slice(1, -1)
      : `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

/** A problem of a line, thrown where the file and line number are not known. */
export class LineError extends Error {
  override readonly name = 'LineError';
}
