import { parse } from 'shell-quote';
import { UsageError } from './usage-error';

/**
 * The program and the arguments of a command that a user wrote as one string, as a shell takes it
 * apart: words between spaces, quotes around words with spaces, and variables of the environment.
 * A backslash keeps the next character, but on Windows, where paths have backslashes, `^` does.
 * @param platform as `process.platform`
 * @throws UsageError for a pipe and the like: no shell runs the command
 */
export function commandWords(
  command: string,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const options = platform === 'win32' ? { escape: '^' } : {};
  const variable = (name: string): string =>
    platform === 'win32' ? `$${name}` : (process.env[name] ?? '');
  return parse(command, variable, options).flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    if ('comment' in entry) return [];
    if ('pattern' in entry) return [entry.pattern];
    throw new UsageError(
      `${command}: no shell runs this command, so "${entry.op}" means nothing; quote it if it is part of a word`,
    );
  });
}
