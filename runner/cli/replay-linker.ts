import * as path from 'node:path';
import type { HostName } from '../../reference';
import { imageSuffix } from '../case/link-script/image-suffix';
import { LinkScriptParser } from '../case/link-script/parser';
import { ScriptError } from '../case/link-script/script-error';
import { snapshotPrograms } from '../case/program/snapshot-programs';
import type { ProgramState } from '../case/program/program-state';
import { storedScript } from '../case/stored-script';
import type { StoredCase } from '../case/case-store';
import { judgeMeaning } from '../judge/level/meaning';
import { judgeValid } from '../judge/level/valid';
import type { Implementation, LinkResult } from '../linker/implementation';
import { makeFolder } from '../system/make-folder';
import { writeOutputFile } from '../system/output-file';
import { ExitCode } from './exit-code';
import type { Io } from './io';

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
 * @returns FAILED if the script is refused, or the linker or an image of it fails
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

/** @returns whether every image is well, and the linker ended as it should */
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
  for await (const result of implementation.link(stored, host, stop)) {
    const update = updates[index]?.name ?? 'the end of the script';
    const { value: program } = programs.next();
    const problems = problemsOf(result, program ?? null, host, implementation);
    isWell = isWell && problems.length === 0;
    const size = result.kind === 'image' ? `${result.image.length} bytes` : 'no image';
    io.stdout.write(`${file}, ${update}, on ${host}: ${size}; ${problems[0] ?? 'well'}\n`);
    for (const line of problems.slice(1)) io.stdout.write(`  ${line}\n`);
    index += 1;
    if (result.kind === 'image' && out !== null) {
      keep(path.join(out, `${name}.${host}.${index}`), suffix, result);
    }
  }
  return isWell;
}

/** What is wrong with an answer, the most important first; nothing if it is well. */
function problemsOf(
  result: LinkResult,
  program: ProgramState | null,
  host: HostName,
  { levels }: Implementation,
): readonly string[] {
  if (result.kind === 'failure') return [`${result.outcome}: ${result.reason}`, ...result.details];
  if (program?.wasFlushed !== true) return [];
  const judgements = [
    ...(levels.includes('valid') ? [judgeValid(result.image, host)] : []),
    ...(levels.includes('meaning') ? [judgeMeaning(program, result, host)] : []),
  ];
  return judgements.flatMap((one) =>
    one === null || one.verdict === 'pass'
      ? []
      : [`${one.level}: ${one.reason ?? 'it could not be judged'}`, ...one.details],
  );
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
  const lines = bytes.toString('utf8').split('\n');
  // There is no line after the last line feed.
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) parser.line(Buffer.from(line));
  parser.end();
  const { options } = JSON.parse(lines[0] ?? '') as { readonly options: object };
  return storedScript(name, file, lines, options);
}
