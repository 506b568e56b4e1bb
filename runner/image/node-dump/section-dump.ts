import { printable } from '../../text/printable';
import { readImage } from '../read/image';

/**
 * A node dump of an image whose linker gives none: of the file, its headers and its sections, as the
 * section table has them, each with contents of which nothing is known. Sections without bytes in the
 * file are left out.
 */
export function sectionDump(bytes: Uint8Array): string {
  const { headers } = readImage(bytes);
  let index = 0;
  const line = (depth: number, name: string, start: number, end: number): string =>
    `${' '.repeat(depth)}${name} index=${index++} offset=0x${start.toString(16)} size=0x${(end - start).toString(16)} align=0x1\n`;
  const part = (name: string, start: number, end: number): string =>
    line(1, name, start, end) + line(2, 'contents', 0, end - start);
  const within = (offset: number): number => Math.min(offset, bytes.length);
  const sections = headers.sections
    .filter(({ rawStart, rawEnd }) => within(rawEnd) > rawStart)
    .sort((a, b) => a.rawStart - b.rawStart);
  const ofHeaders = headers.windows?.value.size_of_headers ?? 0;
  return [
    line(0, 'file', 0, bytes.length),
    part('header', 0, within(ofHeaders)),
    ...sections.map(({ name, rawStart, rawEnd }) =>
      part(`section(${printable(name)})`, rawStart, within(rawEnd)),
    ),
  ].join('');
}
