/** Columns that text output keeps to, names excepted. */
const WIDTH = 96;

/**
 * Words on as few lines as they fit on.
 *
 * @param indent columns in front of each line
 * @param separator behind each word but the last
 */
export function wrapWords(
  words: readonly string[],
  indent: number,
  separator = '',
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  words.forEach((word, i) => {
    const text = i < words.length - 1 ? word + separator : word;
    if (line !== '' && indent + line.length + 1 + text.length > WIDTH) {
      lines.push(line);
      line = text;
    } else {
      line = line === '' ? text : `${line} ${text}`;
    }
  });
  if (line !== '') lines.push(line);
  return lines.map((each) => ' '.repeat(indent) + each);
}
