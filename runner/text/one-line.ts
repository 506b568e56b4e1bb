/** Characters that are shown of what a program says, at most. */
const MAX_SHOWN = 1000;

/**
 * What a program says, as one line that sends no commands to a terminal: control and formatting
 * characters become `\u....`, and of a very long text the beginning is shown.
 */
export function oneLine(text: string, max = MAX_SHOWN): string {
  const shown = text
    .slice(0, max)
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return text.length > max ? `${shown}...` : shown;
}
