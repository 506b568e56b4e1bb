import * as path from 'node:path';
import { CSMITH } from './csmith';
import { flavourNamed, flavourOf } from './flavours';
import { SoakLog, type WrongVerdict } from './soak-log';
import { soakProgram, type Part } from './soak-program';
import type { SoakRunner } from './soak-runner';
import { WorkFolder } from './work-folder';

/** Lines of a wrong verdict that are shown. */
const SHOWN = 24;

/** Which programs are soaked, and how. */
export interface ProgramsSoak {
  /** Of the first program; the others have those after it. */
  readonly seed: number;
  readonly programs: number;
  /** Milliseconds after which no program is begun. */
  readonly time: number;
  /** Of all programs; null if each seed has its own. */
  readonly flavour: string | null;
  readonly parts: readonly Part[];
  /** Damages that are tried of each image with a runtime. */
  readonly tried: number;
  /** Folder for what belongs to wrong verdicts. */
  readonly keep: string;
  readonly runner: SoakRunner | null;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Soaks one program after the other, and tells of each.
 * @param soakOne what is done with each
 * @returns an exit code: 0 if no verdict is wrong, 1 if one is, 2 if nothing could be judged
 */
export async function soakPrograms(
  soak: ProgramsSoak,
  soakOne: typeof soakProgram = soakProgram,
): Promise<0 | 1 | 2> {
  const { parts, tried, runner, stop, say } = soak;
  const end = performance.now() + soak.time;
  const all = new SoakLog();
  for (let n = 0; n < soak.programs && performance.now() < end && !stop.aborted; n += 1) {
    const seed = soak.seed + n;
    const flavour = soak.flavour === null ? flavourOf(seed) : flavourNamed(soak.flavour);
    const folder = new WorkFolder(path.join(soak.keep, `seed-${seed}`));
    const start = performance.now();
    const own = { seed, flavour, parts, source: CSMITH, tried, runner, stop };
    const log = await soakOne(own, folder);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    say(`seed ${seed}, ${flavour.name}: ${log.wrong.length} wrong, ${seconds} s`);
    tell(log, seed, soak);
    if (log.wrong.length + log.missed.length === 0) folder.remove();
    else say(`  kept: ${folder.path}`);
    all.add(log);
  }
  for (const line of all.lines()) say(line);
  say(`wrong verdicts: ${all.wrong.length}, damages missed: ${all.missed.length}`);
  if (all.wrong.length > 0) return 1;
  if (all.held > 0) return 0;
  say('nothing was judged');
  return 2;
}

/** Tells what is wrong of a program, and how to see it again. */
function tell(log: SoakLog, seed: number, { flavour, say }: ProgramsSoak): void {
  const more = flavour === null ? '' : ` --flavour '${flavour}'`;
  for (const { first, count } of log.kindsOfWrong) {
    const alike = count > 1 ? ` (and ${count - 1} more of this kind)` : '';
    say(`WRONG, seed ${seed}: ${first.what}${alike}`);
    for (const line of shown(first)) say(`    ${line}`);
    if (first.command !== null) say(`  by hand: ${first.command}`);
    say(`  repeat it: npm run program-soak -- --seed ${seed} --programs 1${more}`);
  }
  for (const missed of log.missed) say(`  missed: ${missed}`);
}

function shown({ details }: WrongVerdict): readonly string[] {
  const left = details.length - SHOWN;
  return left > 0 ? [...details.slice(0, SHOWN), `... and ${left} lines more`] : details;
}
