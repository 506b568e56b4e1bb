import type { Difference } from './difference';

/** Differences, parted by what is to be ignored. */
export interface Sifted {
  readonly shown: readonly Difference[];
  readonly ignored: readonly Difference[];
}

/**
 * Takes out the differences that are to be ignored.
 * @param patterns keys, or prefixes of keys with a "*" after: "node.*", "section.text.*"
 */
export function ignoreDifferences(
  differences: readonly Difference[],
  patterns: readonly string[],
): Sifted {
  // Where millions differ, their keys are not made for nothing.
  if (patterns.length === 0) return { shown: differences, ignored: [] };
  const isIgnored = ({ key }: Difference): boolean =>
    patterns.some((pattern) =>
      pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern,
    );
  return {
    shown: differences.filter((difference) => !isIgnored(difference)),
    ignored: differences.filter(isIgnored),
  };
}
