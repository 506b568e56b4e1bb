import { Command, InvalidArgumentError } from 'commander';
import { inspectFile } from '../image/inspect/inspect-file';
import { PARTS, type InspectionDocument, type PartName } from '../image/inspect/inspection';
import { isAllRead } from '../image/inspect/is-all-read';
import { jsonPieces } from '../image/inspect/json-text';
import { inspectionLines } from '../image/inspect/text/inspection-text';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { fittedMessage } from './output-width';
import { inputReader, shownName, type ReadInput } from './standard-input';

interface InspectOptions {
  readonly json?: true;
  readonly part?: readonly PartName[];
}

/** `coff2 inspect`: prints what is in images and objects. */
export function inspectCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('inspect')
    .argument(
      '<file...>',
      'images, objects and import objects, of any machine and linker; - for standard input',
    )
    .option('--part <name>', 'print only this part; may be repeated', withPart)
    .option('--json', 'print one JSON document: an object, or an array for several files')
    .addHelpText(
      'after',
      `
Parts: ${PARTS.slice(0, 5).join(', ')},
${PARTS.slice(5).join(', ')}.

Names are those of Zig's std.coff. If a file is broken, this prints what can be read. For the rest it
prints the file offset, and what was expected there.

All files are printed, even if an earlier one is broken.

Exit codes: 0 everything was read, 1 a printed part cannot be read in full, 2 wrong usage, or a file
that does not exist or is neither an image nor an object.`,
    )
    .action(async (files: readonly string[], options: InspectOptions) => {
      finish(inspectFiles(files, await inputReader(files, io), options, io));
    });
}

/** @throws InvalidArgumentError if there is no such part */
function withPart(name: string, parts: readonly PartName[] = []): readonly PartName[] {
  const part = PARTS.find((each) => each === name);
  if (part !== undefined) return [...parts, part];
  throw new InvalidArgumentError(`Expected one of ${PARTS.join(', ')}.`);
}

function inspectFiles(
  files: readonly string[],
  read: ReadInput,
  { json, part }: InspectOptions,
  io: Io,
): ExitCode {
  const parts = PARTS.filter((name) => part?.includes(name) ?? true);
  const codes = new Set<ExitCode>();
  const documents = function* (): Generator<InspectionDocument> {
    for (const file of files) {
      const document = inspectFile(shownName(file), () => read(file));
      codes.add(codeOf(document, parts));
      if (document.kind === 'unreadable')
        io.stderr.write(fittedMessage(`coff2: ${document.error}\n`, io));
      yield document;
    }
  };
  const pieces =
    json === true ? jsonOf(documents(), files.length, parts) : textOf(documents(), parts);
  for (const chunk of chunksOf(pieces)) io.stdout.write(chunk);
  if (codes.has(ExitCode.USAGE)) return ExitCode.USAGE;
  return codes.has(ExitCode.FAILED) ? ExitCode.FAILED : ExitCode.OK;
}

function codeOf(document: InspectionDocument, parts: readonly PartName[]): ExitCode {
  if (document.kind === 'unreadable') return ExitCode.USAGE;
  return isAllRead(document, parts) ? ExitCode.OK : ExitCode.FAILED;
}

function* textOf(
  documents: Iterable<InspectionDocument>,
  parts: readonly PartName[],
): Generator<string> {
  let separator = '';
  for (const document of documents) {
    if (document.kind === 'unreadable') continue;
    yield separator;
    for (const line of inspectionLines(document.file, document, parts)) yield `${line}\n`;
    separator = '\n';
  }
}

function* jsonOf(
  documents: Iterable<InspectionDocument>,
  count: number,
  parts: readonly PartName[],
): Generator<string> {
  const shown = documentsOf(documents, parts);
  yield* jsonPieces(count === 1 ? shown.next().value : shown);
  yield '\n';
}

/** Documents with only the parts that were asked for. */
function* documentsOf(
  documents: Iterable<InspectionDocument>,
  parts: readonly string[],
): Generator<object> {
  const hidden = new Set<string>(PARTS.filter((name) => !parts.includes(name)));
  for (const document of documents) {
    yield Object.fromEntries(Object.entries(document).filter(([name]) => !hidden.has(name)));
  }
}

/** How many characters are written at once. */
const CHUNK = 0x1_0000;

function* chunksOf(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
