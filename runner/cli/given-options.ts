/** An option as words of a command line; none if it is not given, or has its usual value anyhow. */
export function givenOption(
  name: string,
  value: string | number | undefined,
  usual?: string | number,
): readonly string[] {
  return value === undefined || value === usual ? [] : [name, String(value)];
}
