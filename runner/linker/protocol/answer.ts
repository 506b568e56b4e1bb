import { z } from 'zod';
import { refusal, unsupported } from './messages';

/** How many characters of a wrong line are shown. */
const SHOWN = 80;

/** Refuses invalid UTF-8, and does not skip a byte order mark. */
const UTF8 = { fatal: true, ignoreBOM: true };

/** A line of an adapter is not the answer that was expected. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/** An adapter's line as JSON. @param form of the expected answer, for the message @throws AnswerError */
export function answerJson(line: Buffer, form: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', UTF8).decode(line));
  } catch {
    throw new AnswerError(
      `expected ${form}, got a line that is not JSON in UTF-8: ${excerpt(line)}`,
    );
  }
}

/** An answer of a form. @throws AnswerError if it has another one */
export function readAnswer<T>(schema: z.ZodType<T>, json: unknown, form: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where =
    issue === undefined ? '' : `${issue.path.join('.') || 'the line'}: ${issue.message}`;
  const what = withoutReason(json) ?? where;
  const got = excerpt(Buffer.from(JSON.stringify(json)));
  throw new AnswerError(`expected ${form}, got ${got}${what === '' ? '' : ` (${what})`}`);
}

/** What is wrong with an answer that says no, which {@link denialOf} did not take; null if it says nothing of the kind. */
function withoutReason(json: unknown): string | null {
  if (typeof json !== 'object' || json === null) return null;
  const word = ['refused', 'unsupported'].find((one) => Object.hasOwn(json, one));
  return word === undefined ? null : `${word}: Expected a reason, a text that is not empty`;
}

/** Whether an answer says no, and why; null if it does not. An adapter may say no at any time. */
export function denialOf(
  json: unknown,
): { readonly outcome: 'refused' | 'unsupported'; readonly reason: string } | null {
  const refused = refusal.safeParse(json);
  if (refused.success) return { outcome: 'refused', reason: refused.data.refused };
  const cannot = unsupported.safeParse(json);
  return cannot.success ? { outcome: 'unsupported', reason: cannot.data.unsupported } : null;
}

/** The version in a greeting, whatever else the greeting contains; null if it has none. */
export function protocolOf(json: unknown): number | null {
  const result = z.object({ hello: z.object({ protocol: z.int() }) }).safeParse(json);
  return result.success ? result.data.hello.protocol : null;
}

/** The start of a line, for a message. */
export function excerpt(line: Buffer): string {
  const text = JSON.stringify(line.subarray(0, SHOWN).toString('utf8'));
  return line.length > SHOWN ? `${text}...` : text;
}
