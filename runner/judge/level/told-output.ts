/** Characters that are told of what a program printed, after those that are as expected. */
const MAX_TOLD = 4000;

/**
 * What a program printed, as reports have it: of a program that prints without end, as much as shows what is wrong.
 * @param expected what it should have printed; null if that is not known
 */
export function toldOutput(printed: string, expected: string | null): string {
  if (printed.length <= MAX_TOLD) return printed;
  let same = 0;
  while (expected !== null && same < expected.length && printed[same] === expected[same]) same += 1;
  const rest = printed.length - same - MAX_TOLD;
  if (rest <= 0) return printed;
  return `${printed.slice(0, same + MAX_TOLD)}… and ${rest} characters more`;
}
