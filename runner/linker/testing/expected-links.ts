/** An update's image, of this text, in results of an adapter that are matched. */
export const image = (text: string): object => ({ kind: 'image', image: Buffer.from(text) });

/** How an adapter failed. */
export const failure = (
  outcome: string,
  reason: unknown,
  details: readonly string[] = [],
): object => ({
  kind: 'failure',
  outcome,
  reason,
  details,
});

/** A reason in which this text is. */
export const containing = (text: string): unknown => expect.stringContaining(text);
