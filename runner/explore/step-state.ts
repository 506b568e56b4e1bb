import { HOST_PROFILES, type Coff2, type HostName, type LinkTables } from '../../reference';
import type { Op } from '../case/link-script/op';
import { Definitions } from '../case/replay/definitions';
import { Replay } from '../case/replay/replay';
import { parseNodeDump, type DumpNode } from '../image/node-dump/parse-node-dump';
import { Halt, HaltingObserver } from './halt';
import type { ScriptSource } from './script-source';
import type { Snapshot } from './snapshots';
import type { Step } from './step';

/** The linker as it is after a step. */
export class StepState {
  readonly #linker: Coff2;
  #root: DumpNode | null = null;

  constructor(
    readonly step: number,
    linker: Coff2,
  ) {
    this.#linker = linker;
  }

  /** The file. */
  get image(): Uint8Array {
    return this.#linker.image.contents();
  }

  get tables(): LinkTables {
    return this.#linker.tables;
  }

  /** The nodes of the file. */
  get root(): DumpNode {
    return (this.#root ??= parseNodeDump(this.dump(false)));
  }

  /** The preferred address of the image in memory; see `Coff2.addressSize` for what 4 means. */
  get addressSize(): 4 | 8 {
    return this.#linker.addressSize;
  }

  /** The node dump. @param hasContents whether with the bytes of the nodes, which may be long */
  dump(hasContents = true): string {
    const decoder = new TextDecoder();
    let text = '';
    this.#linker.dump((piece) => {
      text += decoder.decode(piece, { stream: true });
    }, hasContents);
    return text + decoder.decode();
  }
}

/**
 * Replays a script up to the end of a step.
 * @param snapshot where to start, before or at the step; null for the start of the script
 * @throws LineError if the linker refuses something before that
 */
export function stateAt(
  source: ScriptSource,
  host: HostName,
  step: Step,
  snapshot: Snapshot | null,
): StepState {
  const definitions = new Definitions();
  const start = snapshot?.step ?? null;
  const isWithinOp = step.task !== null;
  const playsTasks = isWithinOp && (start?.op === step.op || isOnlyTasks(source.ops[step.op]?.op));
  const observer = isWithinOp && !playsTasks ? new HaltingObserver() : null;
  const replay =
    snapshot?.replay.copy(definitions, observer) ??
    new Replay(source.options, HOST_PROFILES[host], definitions, observer);
  const done = start?.op ?? -1;
  for (const [index, { op }] of source.ops.slice(0, step.op + 1).entries()) {
    if (op.op === 'defineUav') definitions.defineUav(op);
    else if (op.op === 'defineLazy') definitions.defineLazy(op);
    if (index <= done || (playsTasks && index === step.op)) continue;
    if (index === step.op && isWithinOp) observer?.haltAfter(step.tasksDone);
    try {
      replay.apply(op);
    } catch (error) {
      if (!(error instanceof Halt)) throw error;
    }
  }
  if (playsTasks) {
    const tasksDone = start?.op === step.op ? start.tasksDone : 0;
    for (let task = tasksDone; task < step.tasksDone; task += 1) replay.linker.idle();
  }
  return new StepState(step.index, replay.linker);
}

/** Whether an op lets the linker do tasks, and does nothing else. */
function isOnlyTasks(op: Op | undefined): boolean {
  return op?.op === 'flush' || op?.op === 'idle';
}
