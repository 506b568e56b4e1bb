import { count } from '../../../text/numbers';
import type {
  ImageInspection,
  Inspection,
  ObjectInspection,
  Part,
  PartName,
  Problems,
} from '../inspection';
import { headerLines, importObjectLines } from './header-text';
import { printable } from '../../../text/printable';
import { directoryLines, sectionLines, relocationLines, symbolLines } from './section-text';
import { problemLines } from './record-text';
import { importLines, exportLines, baseRelocationLines } from './directory-text';

const KINDS = { image: 'PE image', object: 'COFF object', import_object: 'import object' } as const;

/**
 * An inspection for people: a heading a part, then its rows, then what of it cannot be read.
 *
 * @param shown what to show of it
 */
export function* inspectionLines(
  file: string,
  inspection: Inspection,
  shown: readonly PartName[],
): Generator<string> {
  yield `${printable(file)}: ${KINDS[inspection.kind]}, ${count(inspection.size, 'byte')}`;
  for (const name of shown) {
    const text = partText(name, inspection);
    if (text === null) continue;
    yield '';
    yield text.rows === null ? name : `${name}: ${text.rows}`;
    yield* text.lines;
    yield* problemLines(text.problems, 2);
  }
}

interface PartText {
  /** How many rows there are, if it is a list. */
  readonly rows: string | null;
  readonly lines: Iterable<string>;
  readonly problems: Problems;
}

/** Null if files of this kind have no such part. */
function partText(name: PartName, inspection: Inspection): PartText | null {
  if (inspection.kind === 'import_object') {
    return name === 'headers' ? textOf(inspection.headers, importObjectLines) : null;
  }
  switch (name) {
    case 'headers':
      return textOf(inspection.headers, headerLines);
    case 'sections':
      return listText(inspection.sections, sectionLines);
    case 'symbols':
      return listText(inspection.symbols, symbolLines);
    case 'relocations':
      return listText(inspection.relocations, relocationLines, 'section');
    case 'directories':
    case 'imports':
    case 'delay_imports':
    case 'exports':
    case 'base_relocations':
      return inspection.kind === 'image' ? imagePartText(name, inspection) : null;
  }
}

function imagePartText(
  name: Exclude<PartName, keyof ObjectInspection>,
  image: ImageInspection,
): PartText {
  switch (name) {
    case 'directories':
      return listText(image.directories, directoryLines);
    case 'imports':
      return listText(image.imports, importLines, 'DLL');
    case 'delay_imports':
      return listText(image.delay_imports, importLines, 'DLL');
    case 'exports':
      return { ...textOf(image.exports, exportLines), rows: rowsText(image.exports.rows) };
    case 'base_relocations':
      return listText(image.base_relocations, baseRelocationLines, 'block');
  }
}

function textOf<Headers extends Problems>(
  part: Headers,
  lines: (part: Headers) => Iterable<string>,
): PartText {
  return { rows: null, lines: lines(part), problems: part };
}

function listText<Row>(
  part: Part<Row>,
  lines: (rows: readonly Row[]) => Iterable<string>,
  noun?: string,
): PartText {
  const { rows } = part;
  return {
    rows: rowsText(rows, noun),
    lines: rows.length === 0 ? [] : lines(rows),
    problems: part,
  };
}

function rowsText({ length }: readonly unknown[], noun?: string): string {
  if (length === 0) return 'none';
  return noun === undefined ? String(length) : count(length, noun);
}
