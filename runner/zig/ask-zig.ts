import type { Readable } from 'node:stream';
import { startSession } from '../system/session-process';

/** The longest time to answer, in milliseconds. Python may have to start first. */
const TIME_LIMIT = 30_000;

/** Characters of an answer that are read: a release, or a list of folders. */
const MAX_ANSWER = 0x1_0000;

/** What a compiler said, as far as it was read. */
export interface ZigAnswer {
  readonly stdout: string;
  readonly stderr: string;
  /** How it ended if it did not end with an exit code; null if it did. */
  readonly failure: string | null;
  readonly exitCode: number | null;
}

/**
 * Asks a compiler for something that it prints, and ends it, with all that it started, where that takes too long or says
 * too much. A compiler may be a script, whose own processes would keep its output open.
 * @param command the program and its arguments
 * @param timeLimit milliseconds
 */
export async function askZig(
  command: readonly string[],
  timeLimit = TIME_LIMIT,
): Promise<ZigAnswer> {
  const child = await startSession({ command, folder: process.cwd(), environment: {} });
  const reasons: string[] = [];
  const end = (why: string): void => {
    reasons.push(why);
    child.tree?.kill();
  };
  const timer = setTimeout(() => {
    end(`no answer within ${timeLimit / 1000} s`);
  }, timeLimit);
  const tooLong = (): void => {
    end(`more than ${MAX_ANSWER} characters`);
  };
  child.stdin.on('error', () => undefined).end();
  const read = Promise.all([beginning(child.stdout, tooLong), beginning(child.stderr, tooLong)]);
  const { exitCode, signal, startError } = await child.ended;
  clearTimeout(timer);
  // What it left running may hold its output.
  child.tree?.kill();
  child.tree?.rootIsGone();
  const [stdout, stderr] = startError === null ? await read : ['', ''];
  const ended = signal === null ? null : `it ended with ${signal}`;
  return { stdout, stderr, exitCode, failure: reasons[0] ?? startError ?? ended };
}

/** The beginning of what a stream has. @param tooLong called once there is more */
async function beginning(stream: Readable, tooLong: () => void): Promise<string> {
  stream.setEncoding('utf8');
  let text = '';
  for await (const chunk of stream) {
    if (text.length > MAX_ANSWER) continue;
    text += chunk as string;
    if (text.length > MAX_ANSWER) tooLong();
  }
  return text;
}
