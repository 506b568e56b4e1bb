import * as fs from 'node:fs';
import * as path from 'node:path';
import type { HostName } from '../../reference';
import { imageSuffix } from '../case/link-script/image-suffix';
import { caseArgument, type StoredCase } from '../case/case-store';
import { goldenStem } from '../golden/golden-files';
import type { LinkResult } from '../linker/implementation';
import { makeFolder } from '../system/make-folder';
import { writeOutputFile } from '../system/output-file';
import { shellText } from '../system/shell-text';
import type { Judgement } from './result/case-result';

/** How failures of a linker can be repeated. */
export interface Repeating {
  /** The command that judges cases with this linker in the same way; the name of a case follows. */
  readonly run: string;
  /** The command that has this linker link a script; the options and the path of a script follow. */
  readonly replay: string;
  /** Folder to keep what belongs to each failing update in; null if nothing is kept. */
  readonly keep: string | null;
}

/** A line that the suite and a linker said to each other. */
export interface SaidLine {
  readonly from: 'suite' | 'adapter';
  readonly line: string;
}

/** An update that failed on a host. */
export interface FailedUpdate {
  readonly stored: StoredCase;
  /** From 0. */
  readonly index: number;
  readonly host: HostName;
  /** What the linker made of it; undefined if it failed before. */
  readonly result: LinkResult | undefined;
  /** What a new process made of the same program; null if it was not asked. */
  readonly fresh: LinkResult | null;
  /** All that was said until this answer, or until the linker failed. */
  readonly said: readonly SaidLine[];
}

/** What the names of kept files end with. */
const ENDINGS = ['.exe', '.dll', '.nodes', '.answer.json', '.jsonl', '.transcript.txt'];

/** The failures of an update, with the commands that repeat it; what belongs to it is kept if that was asked for. */
export function repeatable(
  judgements: readonly Judgement[],
  repeating: Repeating,
  failed: FailedUpdate,
): readonly Judgement[] {
  if (!judgements.some(isOwnFailure)) return judgements;
  const lines = [`repeat it: ${repeating.run} ${shellText([caseArgument(failed.stored.file)])}`];
  if (repeating.keep !== null) {
    lines.push(keptLine(repeating.keep, repeating.replay, failed));
  }
  return judgements.map((one) =>
    isOwnFailure(one) ? { ...one, details: [...one.details, ...lines] } : one,
  );
}

/** Keeps a failing update. @returns where, or why that cannot be: a verdict does not depend on it */
function keptLine(keep: string, replay: string, failed: FailedUpdate): string {
  try {
    const script = keepFailure(keep, failed);
    const host = failed.host === 'linux-tmpfs' ? '' : ` --host ${failed.host}`;
    return `link its script alone: ${replay}${host} ${shellText([script])}`;
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    return `cannot be kept: ${message}`;
  }
}

/** A failure that does not only follow from an earlier one. */
export function isOwnFailure({ verdict, isConsequence }: Judgement): boolean {
  return verdict === 'fail' && isConsequence !== true;
}

/** Removes what an earlier run kept of a case. Other files in its folder stay. */
export function forgetKept(keep: string, { name, case: { updates } }: StoredCase): void {
  const folder = path.join(keep, name);
  // Something in the way is told of by what is to be written there.
  if (!fs.existsSync(folder) || !fs.statSync(folder).isDirectory()) return;
  const stems = updates.map((update, index) => goldenStem(index, update.name));
  for (const file of fs.readdirSync(folder)) {
    const isKept = stems.some((stem) => file.startsWith(`${stem}.`));
    if (isKept && ENDINGS.some((ending) => file.endsWith(ending))) {
      fs.rmSync(path.join(folder, file));
    }
  }
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

/**
 * Writes what belongs to a failing update: the image, the node dump, the image that a new process made of the
 * same program, the adapter's answer, the link script up to this update, and all lines that were said.
 * @returns the path of the script
 */
function keepFailure(
  keep: string,
  { stored, index, host, result, fresh, said }: FailedUpdate,
): string {
  const { updates, script, linkOptions } = stored.case;
  const folder = path.join(keep, stored.name);
  const stem = path.join(folder, `${goldenStem(index, updates[index]?.name ?? '')}.${host}`);
  makeFolder(folder);
  const write = (file: string, contents: string | Uint8Array): void => {
    writeOutputFile(file, Buffer.from(contents));
  };
  const ending = imageSuffix(linkOptions);
  if (result?.kind === 'image') {
    write(`${stem}${ending}`, result.image);
    if (result.nodes !== null) write(`${stem}.nodes`, result.nodes);
  }
  if (fresh?.kind === 'image') write(`${stem}.fresh${ending}`, fresh.image);
  const answer = said.findLast(({ from }) => from === 'adapter');
  if (answer !== undefined) write(`${stem}.answer.json`, `${answer.line}\n`);
  if (said.length > 0) {
    const lines = said.map(({ from, line }) => `${from === 'suite' ? '→' : '←'} ${line}\n`);
    write(`${stem}.transcript.txt`, lines.join(''));
  }
  const snapshots = script.flatMap(({ op }, at) => (op === 'snapshot' ? [at] : []));
  const soFar = script.slice(0, (snapshots[index] ?? script.length) + 1);
  write(`${stem}.jsonl`, soFar.map(({ json }) => `${json}\n`).join(''));
  return `${stem}.jsonl`;
}
