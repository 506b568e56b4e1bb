import { printable } from '../../text/printable';
import { readImage } from '../read/image';

/**
 * A node dump of an image whose linker gives none: of the file, its headers and its sections, as the
 * section table has them. Sections without bytes in the file are left out.
 */
export function sectionDump(bytes: Uint8Array): string {
  const { headers } = readImage(bytes);
  const line = (depth: number, name: string, index: number, start: number, end: number): string =>
    `${' '.repeat(depth)}${name} index=${index} offset=0x${start.toString(16)} size=0x${(end - start).toString(16)} align=0x1\n`;
  const within = (offset: number): number => Math.min(offset, bytes.length);
  const sections = headers.sections
    .filter(({ rawStart, rawEnd }) => within(rawEnd) > rawStart)
    .sort((a, b) => a.rawStart - b.rawStart);
  const ofHeaders = headers.windows?.value.size_of_headers ?? 0;
  return [
    line(0, 'file', 0, 0, bytes.length),
    line(1, 'header', 1, 0, within(ofHeaders)),
    ...sections.map(({ name, rawStart, rawEnd }, index) =>
      line(1, `section(${printable(name)})`, index + 2, rawStart, within(rawEnd)),
    ),
  ].join('');
}
