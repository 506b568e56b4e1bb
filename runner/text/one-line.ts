/** The most characters of a program's message that are shown. */
const MAX_SHOWN = 1000;

/**
 * A program's message as one line without commands for a terminal: control and formatting characters
 * become `\u....`. A very long message is cut.
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
