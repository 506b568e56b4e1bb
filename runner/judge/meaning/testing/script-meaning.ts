import type { LinkedImage, SymbolAddress } from '../../../image/linked-image';
import type { HostName } from '../../../../reference';
import type { ProgramState } from '../../../case/program/program-state';
import { snapshotPrograms } from '../../../case/program/snapshot-programs';
import { ScriptReplay } from '../../../case/replay/script-replay';
import { checkMeaning } from '../check-meaning';
import type { Misfit } from '../misfit';

/** A program, and what the reference linker made of it. */
export interface LinkedProgram extends LinkedImage {
  /** What was handed over until then; goes on changing after a snapshot. */
  readonly program: ProgramState;
  readonly symbols: readonly SymbolAddress[];
}

/** What a snapshot was judged to be. */
export interface JudgedSnapshot {
  /** Null if the program was not flushed. */
  readonly misfits: readonly Misfit[] | null;
}

/**
 * Replays a link script with the reference linker, and judges each snapshot.
 * @throws ScriptError
 */
export function judgeScript(script: string, host: HostName): readonly JudgedSnapshot[] {
  const judged: JudgedSnapshot[] = [];
  replaySnapshots(script, host, ({ program, image, symbols }) => {
    judged.push({ misfits: checkMeaning(program, image, symbols) });
  });
  return judged;
}

/**
 * Replays a link script with the reference linker up to its last snapshot.
 * @throws ScriptError
 */
export function linkScript(script: string, host: HostName = 'linux-tmpfs'): LinkedProgram {
  const snapshots: LinkedProgram[] = [];
  replaySnapshots(script, host, (snapshot) => snapshots.push(snapshot));
  const last = snapshots.at(-1);
  if (last === undefined) throw new Error('a script without a snapshot');
  return last;
}

function replaySnapshots(
  script: string,
  host: HostName,
  take: (snapshot: LinkedProgram) => void,
): void {
  const programs = snapshotPrograms(script.trimEnd().split('\n'), 'script');
  const replay = new ScriptReplay('script', [host], {
    snapshot(_host, { linker }) {
      const { value: program } = programs.next();
      if (program === undefined) throw new Error('a snapshot without a program');
      const image = Uint8Array.from(linker.image.contents());
      take({ program, image, nodes: null, symbols: linker.symbolMap() });
    },
  });
  replay.push(Buffer.from(script));
  replay.end();
}
