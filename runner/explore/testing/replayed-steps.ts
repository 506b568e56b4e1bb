import type { HostName } from '../../../reference';
import { ScriptReplay } from '../../case/replay/script-replay';
import type { ScriptLine } from '../../case/case-script';
import type { ScriptSource } from '../script-source';
import type { Step } from '../step';

/** What `coff2 replay` gives where a script takes a snapshot. */
export interface ReplayedState {
  readonly image: Buffer;
  /** The node dump, with the bytes of the nodes. */
  readonly nodes: string;
}

/** More tasks than any script has. */
const ALL = 1_000_000;

/**
 * Replays a script that takes a snapshot after every step, and gives what each one holds. The script
 * is written anew from the text of its ops: `flush` becomes as many `idle` as it does tasks. What
 * updateExports flushes is replayed apart, up to the op.
 * @param header the first line of the script
 * @param steps the steps that an exploration says there are
 * @param told is given a step and what is replayed there
 * @returns the steps that no snapshot can show: what the export of a constant waits for
 */
export function replaySteps(
  source: ScriptSource,
  header: ScriptLine,
  host: HostName,
  steps: readonly Step[],
  told: (step: Step, state: ReplayedState) => void,
): readonly Step[] {
  const lines: string[] = [header.json];
  const unseen: Step[] = [];
  const ends: (Step | null)[] = [];
  const snapshot = (ofLines: string[], ofEnds: (Step | null)[], step: Step | null): void => {
    ofLines.push('{"op":"snapshot"}');
    ofEnds.push(step);
  };
  for (const step of steps.filter(({ op }) => op < 0)) snapshot(lines, ends, step);
  for (const [index, { op, json }] of source.ops.entries()) {
    const own = steps.filter((step) => step.op === index);
    const tasks = own.filter(({ task }) => task !== null);
    const end = own.filter(({ task }) => task === null);
    if (op.op === 'updateExports') {
      if ('uav' in op.exported) unseen.push(...tasks);
      else if (tasks.length > 0) {
        const [before, within] = [[...lines], ends.map(() => null) as (Step | null)[]];
        playTasks(before, within, tasks, tasks.length);
        replay(before, within, host, told);
      }
      lines.push(json);
    } else if (op.op === 'flush' || op.op === 'idle') {
      playTasks(lines, ends, tasks, tasks.length - 1);
      const last = tasks.at(-1);
      const done = tasks.at(-2)?.tasksDone ?? 0;
      lines.push(JSON.stringify({ op: 'idle', count: op.op === 'flush' ? ALL : op.count - done }));
      if (last !== undefined) snapshot(lines, ends, last);
    } else if (op.op === 'snapshot') {
      lines.push(json);
      ends.push(end[0] ?? null);
      continue;
    } else lines.push(json);
    for (const step of end) snapshot(lines, ends, step);
  }
  replay(lines, ends, host, told);
  return unseen;

  function playTasks(
    ofLines: string[],
    ofEnds: (Step | null)[],
    tasks: readonly Step[],
    count: number,
  ): void {
    let done = 0;
    for (const task of tasks.slice(0, Math.max(0, count))) {
      ofLines.push(JSON.stringify({ op: 'idle', count: task.tasksDone - done }));
      done = task.tasksDone;
      snapshot(ofLines, ofEnds, task);
    }
  }
}

function replay(
  lines: readonly string[],
  ends: readonly (Step | null)[],
  host: HostName,
  told: (step: Step, state: ReplayedState) => void,
): void {
  const played = new ScriptReplay('steps.jsonl', [host], {
    snapshot(_host, { linker }, index) {
      const step = ends[index] ?? null;
      if (step === null) return;
      const pieces: Buffer[] = [];
      linker.dump((piece) => pieces.push(Buffer.from(piece)));
      const nodes = Buffer.concat(pieces).toString('utf8');
      told(step, { image: Buffer.from(linker.image.contents()), nodes });
    },
  });
  played.push(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  played.end();
}
