/** "a", "a and b", "a, b and c"; of many, the first ones and how many more there are. */
export function listed(words: readonly string[], shown = 4): string {
  if (words.length > shown) {
    return `${words.slice(0, shown).join(', ')} and ${words.length - shown} more`;
  }
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
