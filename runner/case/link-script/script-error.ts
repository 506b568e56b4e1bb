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
    /** The error of the line, if it was thrown where the place is not known. */
    cause?: LineError,
  ) {
    super(`${file}:${line}: ${printable(subject)}: ${printable(reason)}`, { cause });
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
  override readonly name: string = 'LineError';
}

/** A problem of one field of a line. The message starts with the field, as the link script has it. */
export class FieldError extends LineError {
  override readonly name = 'FieldError';

  constructor(
    field: string,
    /** The problem without the field: what was expected, and what was found. */
    readonly problem: string,
    /** Index of the item of the op's content that has the field; null if it is no part of the content. */
    readonly item: number | null = null,
  ) {
    super(`${field}: ${problem}`);
  }
}
