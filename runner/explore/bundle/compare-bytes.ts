/**
 * Stands for `Buffer.compare` of Node.js in a browser, where the package `buffer` copies both runs of bytes
 * before it compares them, for each node in each step.
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): -1 | 0 | 1 {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at += 1;
  const [one, other] = at < end ? [a[at] ?? 0, b[at] ?? 0] : [a.length, b.length];
  return one < other ? -1 : one > other ? 1 : 0;
}
