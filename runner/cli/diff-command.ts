import * as fs from 'node:fs';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { coff } from '../../reference';
import type { ComparedImage } from '../difference/compared-image';
import { diffDumps } from '../difference/dump-diff';
import { explainDifferences } from '../difference/explain-differences';
import { fittingDump } from '../difference/fitting-dump';
import { ignoreDifferences, type Sifted } from '../difference/ignore';
import type { DumpPair } from '../difference/image-pair';
import { renderDifferences } from '../difference/render-differences';
import { writeDifferenceReport } from '../difference/report-file';
import { fileDescription, IMAGE_DESCRIPTION } from '../image/read/file-kind';
import { equalBytes } from '../image/read/byte-ranges';
import type { StaleByte } from '../image/node-dump/stale-byte';
import { expectNoPipe } from '../system/input-file';
import { Utf8File } from '../system/utf8-file';
import { hex, hexBytes } from '../text/numbers';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { fittedMessage } from './output-width';
import { startPairThread, type PairInThread } from './pair/pair-in-thread';
import { findInPair } from './pair/pair-findings';
import { dumpBeside } from './pair/pair-worker';
import { STANDARD_INPUT } from './dash-option';
import { inputReader, shownName, type ReadInput } from './standard-input';
import { UsageError } from '../system/usage-error';

interface DiffOptions {
  readonly ignore: readonly string[];
  readonly json?: true;
  readonly all?: true;
  readonly dumps?: true;
  readonly nodesA?: string;
  readonly nodesB?: string;
  readonly report?: string;
}

/** The most differences, or groups of them, on the screen. */
const SHOWN = 20;
/** The most lines of disassembly or bytes for each on the screen. */
const DETAILS_SHOWN = 8;

/** `coff2 diff`: explains how two images differ. */
export function diffCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('diff')
    .argument(
      '<before>',
      'an image, or - for standard input; a node dump (.nodes) beside it is used',
    )
    .argument('<after>', 'the other image, or -')
    .option(
      '--ignore <key>',
      'ignore differences with this key, or with keys that start with KEY*; may be repeated',
      (key: string, keys: readonly string[]) => [...keys, key],
      [],
    )
    .option('--nodes-a <file>', 'node dump of the first image')
    .option('--nodes-b <file>', 'node dump of the second image')
    .option('--all', `show all differences with all details, and not only the first ${SHOWN}`)
    .option('--dumps', 'also show a unified diff of the node dumps')
    .option('--report <dir>', 'write all differences and both node dumps to a file in DIR')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The first line says whether the two are the same program, wherever things lie: see coff2 same. Of large
images only so much is compared as can be at once, and the line says so.

Keys are printed in brackets: section.text.virtual_size, node.nav(main.f).offset, ...

Exit codes: 0 the images are the same, or all differences are ignored, 1 they differ, 2 wrong usage, or
a file that cannot be read or is not a PE image.`,
    )
    .action(async (before: string, after: string, options: DiffOptions) => {
      const read = await inputReader([before, after], io);
      finish(await diff([before, after], read, options, io));
    });
}

async function diff(
  [beforeFile, afterFile]: readonly [string, string],
  read: ReadInput,
  options: DiffOptions,
  io: Io,
): Promise<ExitCode> {
  const before = readComparedImage(beforeFile, read, options.nodesA);
  const after = readComparedImage(afterFile, read, options.nodesB);
  if ((before.nodes === null) !== (after.nodes === null)) {
    const which = shownName(before.nodes === null ? afterFile : beforeFile);
    const text = `coff2: only ${which} has a node dump, so the images are compared without nodes; name the other with --nodes-a or --nodes-b\n`;
    io.stderr.write(fittedMessage(text, io));
  }
  const thread = startPairThread(before, after);
  const dumps = thread === null ? undefined : await readDumps(before, after, thread);
  const sifted = ignoreDifferences(explainDifferences(before, after, dumps), options.ignore);
  const name = `${stemOf(beforeFile)}-${stemOf(afterFile)}`;
  const report =
    options.report === undefined || sifted.shown.length === 0
      ? undefined
      : writeDifferenceReport(options.report, name, sifted.shown, { before, after });
  const { verdict, verdictText, stale } = (await thread?.findings) ?? findInPair(before, after);
  tellStaleDump(beforeFile, stale[0], io);
  tellStaleDump(afterFile, stale[1], io);
  if (options.json === true) {
    // No faster than it is read: of millions of differences the text takes more memory than all else.
    await pipeline(jsonPieces(verdict, sifted), io.stdout, { end: false });
  } else {
    const names = [stemOf(beforeFile), stemOf(afterFile)] as const;
    const dumpDiff = options.dumps === true ? diffDumps(before.nodes, after.nodes, { names }) : '';
    io.stdout.write(`as programs: ${verdictText}\n\n`);
    io.stdout.write(text(sifted, options, { dumpDiff, report }));
  }
  return sifted.shown.length === 0 ? ExitCode.OK : ExitCode.FAILED;
}

/**
 * Reads both node dumps at once, one of them in the thread.
 * @returns undefined where they need not be read: nothing tells images that are the same from each other but their dumps
 */
async function readDumps(
  before: ComparedImage,
  after: ComparedImage,
  thread: PairInThread,
): Promise<DumpPair | undefined> {
  if (equalBytes(before.image, after.image)) return undefined;
  const dumpBefore = fittingDump(before);
  const dumpAfter = await thread.dumpAfter;
  return [dumpBefore, dumpAfter === undefined ? fittingDump(after) : dumpAfter];
}

/** Says where a node dump has other bytes than its image: it may be that of another one. */
function tellStaleDump(file: string, stale: StaleByte | null, io: Io): void {
  if (stale === null) return;
  const { offset, inDump, inImage } = stale;
  const found =
    inImage === undefined ? 'which ends before' : `which has ${hexBytes(Uint8Array.of(inImage))}`;
  const text = `coff2: the node dump of ${shownName(file)} has ${hexBytes(Uint8Array.of(inDump))} at file+${hex(offset)}, other than the image, ${found}; is it another image's?\n`;
  io.stderr.write(fittedMessage(text, io));
}

function text(
  { shown, ignored }: Sifted,
  { all }: DiffOptions,
  { dumpDiff, report }: { readonly dumpDiff: string; readonly report: string | undefined },
): string {
  const limits = all === true ? {} : { limit: SHOWN, detailLimit: DETAILS_SHOWN };
  const more = report ?? '--all';
  const body = renderDifferences(shown, { ...limits, dumpDiff, more });
  const number = shown.length === 1 ? '1 difference' : `${shown.length} differences`;
  const summary = shown.length === 0 ? 'the same' : number;
  const ignoredText = ignored.length === 0 ? '' : `, ${ignored.length} ignored`;
  const reportText = report === undefined ? '' : `; report: ${report}`;
  return `${body}${body === '' ? '' : '\n'}${summary}${ignoredText}${reportText}\n`;
}

/** Characters of a piece of JSON, at least. */
const JSON_PIECE = 0x1_0000;

/** The document as `JSON.stringify` lays it out, in pieces: of millions of differences it is longer than a string can be. */
function* jsonPieces(
  program: string,
  { shown, ignored }: Sifted,
): Generator<string, void, undefined> {
  let piece = `{\n  "program": ${JSON.stringify(program)},\n  "same": ${String(shown.length === 0)},\n  "differences": [`;
  let separator = '';
  for (const { key, message, before, after, cause, details } of shown) {
    const one = { key, message, before, after, cause: cause ?? null, details: details ?? [] };
    piece += `${separator}\n    ${jsonWithin(one, '    ')}`;
    separator = ',';
    if (piece.length < JSON_PIECE) continue;
    yield piece;
    piece = '';
  }
  const keys = ignored.map(({ key }) => key);
  const end = shown.length === 0 ? ']' : '\n  ]';
  yield `${piece}${end},\n  "ignored": ${jsonWithin({ count: keys.length, keys }, '  ')}\n}\n`;
}

/** A value as JSON, all lines but the first indented. */
function jsonWithin(value: object, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}

function stemOf(file: string): string {
  return file === STANDARD_INPUT ? 'stdin' : path.basename(file, path.extname(file));
}

function readComparedImage(
  file: string,
  read: ReadInput,
  nodesFile: string | undefined,
): ComparedImage {
  const image = read(file);
  checkImage(shownName(file), image);
  const beside = dumpBeside(file);
  const isBeside = file !== STANDARD_INPUT && fs.existsSync(beside) && beside !== file;
  const dump = nodesFile ?? (isBeside ? beside : undefined);
  if (nodesFile === undefined && dump !== undefined) expectNoPipe(dump);
  return { image, nodes: dump === undefined ? null : new Utf8File(dump) };
}

/** @throws UsageError if it is not a PE image; one whose headers are wrong further on can be compared */
function checkImage(file: string, image: Uint8Array): void {
  try {
    if (coff.Coff.init(image, false).is_image) return;
  } catch (error) {
    if (!(error instanceof coff.Error)) throw error;
  }
  throw new UsageError(`${file} is not a PE image: ${noImageText(image)}`);
}

function noImageText(image: Uint8Array): string {
  const found = fileDescription(image);
  return found === IMAGE_DESCRIPTION ? 'it has no optional header' : `it is ${found}`;
}
