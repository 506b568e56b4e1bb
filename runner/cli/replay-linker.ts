import * as path from 'node:path';
import type { HostName } from '../../reference';
import { imageSuffix } from '../case/link-script/image-suffix';
import { LinkScriptParser } from '../case/link-script/parser';
import { ScriptError } from '../case/link-script/script-error';
import { snapshotPrograms } from '../case/program/snapshot-programs';
import { entryPointFault } from '../case/program/entry-point';
import type { ProgramState } from '../case/program/program-state';
import { storedScript } from '../case/stored-script';
import type { StoredCase } from '../case/case-store';
import { judgeMeaning } from '../judge/level/meaning';
import { judgeValid } from '../judge/level/valid';
import { judgedRefusal } from '../judge/level/refusals';
import type { Level } from '../judge/result/level';
import type { Implementation, LinkResult } from '../linker/implementation';
import { makeFolder } from '../system/make-folder';
import { writeOutputFile } from '../system/output-file';
import { count } from '../text/numbers';
import { printable } from '../text/printable';
import { ExitCode } from './exit-code';
import type { Io } from './io';

const LINE_FEED = 0x0a;

/** What a linker is asked for. */
interface LinkerReplay {
  readonly implementation: Implementation;
  readonly hosts: readonly HostName[];
  /** Folder for images and node dumps; null if they are not kept. */
  readonly out: string | null;
  readonly stop: AbortSignal;
}

/** A script, and its bytes. */
export interface ReadScript {
  /** Of the script, without folder and suffix. */
  readonly name: string;
  readonly file: string;
  readonly bytes: Buffer;
}

/**
 * Has a linker link a script, and judges each image by itself: on the levels `valid` and `meaning`. A script
 * says nothing of what an image prints.
 * @returns FAILED if the script is refused, if the linker or an image of it fails, or if no image could be judged. What
 *   alone could not be judged is told, and fails nothing
 */
export async function replayWithLinker(
  script: ReadScript,
  replay: LinkerReplay,
  io: Io,
): Promise<ExitCode> {
  let stored: StoredCase;
  try {
    stored = parsed(script);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return ExitCode.FAILED;
  }
  let isWell = true;
  for (const host of replay.hosts) {
    isWell = (await linkOn(host, script, stored, replay, io)) && isWell;
  }
  return isWell ? ExitCode.OK : ExitCode.FAILED;
}

/** @returns whether every image that could be judged is well, and the linker ended as it should */
async function linkOn(
  host: HostName,
  { name, file }: ReadScript,
  stored: StoredCase,
  { implementation, out, stop }: LinkerReplay,
  io: Io,
): Promise<boolean> {
  const { updates, script, linkOptions } = stored.case;
  const suffix = imageSuffix(linkOptions);
  const programs = snapshotPrograms(
    script.map(({ json }) => json),
    file,
  );
  let index = 0;
  let isWell = true;
  let judged = 0;
  let why: string | null = null;
  for await (const result of implementation.link(stored, host, stop)) {
    const update = printable(updates[index]?.name ?? 'the end of the script');
    const { value: program } = programs.next();
    const { levels, problems, notJudged } = judgedResult(
      result,
      program ?? null,
      host,
      implementation,
    );
    judged += levels.length;
    why ??= notJudged[0] ?? null;
    isWell = isWell && problems.length === 0;
    const size = result.kind === 'image' ? `${result.image.length} bytes` : 'no image';
    io.stdout.write(`${file}, ${update}, on ${host}: ${size}; ${problems[0] ?? wellOn(levels)}\n`);
    for (const line of [...problems.slice(1), ...notJudged]) io.stdout.write(`  ${line}\n`);
    if (result.kind === 'image' && out !== null) {
      keep(path.join(out, `${name}.${host}.${index}`), suffix, result);
    }
    index += 1;
  }
  if (!isWell) return false;
  const left = updates.length - index;
  if (left > 0)
    io.stdout.write(`${file}, on ${host}: ${count(left, 'later snapshot')} not judged\n`);
  if (judged > 0) return true;
  const reason = why ?? whyNone(implementation);
  io.stderr.write(`${file}, on ${host}: no image could be judged: ${reason}\n`);
  return false;
}

/** What came of an answer. */
interface JudgedResult {
  /** On what an image was judged. */
  readonly levels: readonly Level[];
  /** What is wrong, the most important first; nothing if all that was judged is well. */
  readonly problems: readonly string[];
  /** What could not be judged, and why. */
  readonly notJudged: readonly string[];
}

function judgedResult(
  result: LinkResult,
  program: ProgramState | null,
  host: HostName,
  { levels }: Implementation,
): JudgedResult {
  if (result.kind === 'failure') {
    const judged = program === null ? result : judgedRefusal(result, program);
    const told = [`${judged.outcome}: ${judged.reason}`, ...judged.details];
    return judged.outcome === 'unsupported'
      ? { levels: [], problems: [], notJudged: told }
      : { levels: [], problems: told, notJudged: [] };
  }
  const judgements = [
    ...(levels.includes('valid') && program?.wasFlushed === true
      ? [judgeValid(result.image, host, { entryPointFault: entryPointFault(program) })]
      : []),
    ...(levels.includes('meaning') && program !== null
      ? [judgeMeaning(program, result, host)]
      : []),
  ].filter((one) => one !== null);
  const judged = judgements.filter(({ verdict }) => verdict !== 'unsupported');
  return {
    levels: judged.map(({ level }) => level),
    problems: judged.flatMap((one) =>
      one.verdict === 'pass' ? [] : [`${one.level}: ${one.reason ?? 'it fails'}`, ...one.details],
    ),
    notJudged: judgements.flatMap(({ level, verdict, reason }) =>
      verdict === 'unsupported'
        ? [`${level} could not be judged: ${reason ?? 'it is unknown why'}`]
        : [],
    ),
  };
}

/** The levels that scripts are judged on. */
const JUDGED = ['valid', 'meaning'] as const;

/** What is said of an image that has no problem on the levels that it was judged on. */
function wellOn(levels: readonly Level[]): string {
  if (levels.length === JUDGED.length) return 'well';
  return levels.length === 0 ? 'not judged' : `well on ${levels.join(', ')} alone`;
}

function whyNone({ levels }: Implementation): string {
  return JUDGED.some((level) => levels.includes(level))
    ? 'the script has no snapshot after a flush'
    : 'the linker does not announce the level valid or meaning';
}

function keep(
  stem: string,
  suffix: string,
  { image, nodes }: Extract<LinkResult, { kind: 'image' }>,
): void {
  makeFolder(path.dirname(stem));
  writeOutputFile(`${stem}${suffix}`, image);
  if (nodes !== null) writeOutputFile(`${stem}.nodes`, Buffer.from(nodes));
}

/** A script as a case. @throws ScriptError */
function parsed({ name, file, bytes }: ReadScript): StoredCase {
  const parser = new LinkScriptParser(file);
  const lines: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    // As bytes: a text has other characters where they are no UTF-8.
    parser.line(line);
    lines.push(line.toString('utf8'));
    start += line.length + 1;
  }
  parser.end();
  const { options } = JSON.parse(lines[0] ?? '') as { readonly options: object };
  return storedScript(name, file, lines, options);
}
