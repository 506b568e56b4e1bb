import { z } from 'zod';

/** Stands for any text, the same in both spellings. */
const BLANK = '{}';

/**
 * How an implementation spells a message of errors that cases spell in another way. Both are parts of a
 * message, with {} for what varies: `unable to open '{}'` and `failed opening "{}"`.
 */
export const spelling = z
  .strictObject({
    /** As cases have it. */
    expected: z.string().min(1),
    /** As the implementation says it. */
    actual: z.string().min(1),
  })
  .refine(({ expected, actual }) => blanks(expected) === blanks(actual), {
    message: `expected as many ${BLANK} in both spellings`,
  });

/** Two spellings of one message. */
export type Spelling = z.infer<typeof spelling>;

function blanks(text: string): number {
  return text.split(BLANK).length - 1;
}

/** What varies is short, but for that at the end of a message, which goes up to the end of the line. */
function pattern(text: string): RegExp {
  const parts = text.split(BLANK).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`${parts.join('(.+?)')}${text.endsWith(BLANK) ? '$' : ''}`);
}

/** A line of a case as the implementation spells it; the line itself if no spelling is about it. */
export function respelled(line: string, spellings: readonly Spelling[]): string {
  return spellings.reduce((text, { expected, actual }) => {
    return text.replace(pattern(expected), (_whole, ...found: readonly string[]) =>
      actual.split(BLANK).reduce((start, part, index) => start + (found[index - 1] ?? '') + part),
    );
  }, line);
}
