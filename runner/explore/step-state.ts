import { HOST_PROFILES, type HostName, type LinkTables } from '../../reference';
import type { Op } from '../case/link-script/op';
import { Definitions } from '../case/replay/definitions';
import { Replay } from '../case/replay/replay';
import { Halt, HaltingObserver } from './halt';
import { LinkedNode } from './linked-node';
import type { PlacedOp, ScriptSource } from './script-source';
import type { Snapshot } from './snapshots';
import type { Step } from './step';

/** The linker as it is after a step. It rests: what goes on from here is a copy. */
export class StepState implements Snapshot {
  #nodes: readonly LinkedNode[] | null = null;
  #leaves: readonly LinkedNode[] | null = null;

  constructor(
    readonly step: Snapshot['step'],
    readonly replay: Replay,
  ) {}

  /** The file. */
  get image(): Uint8Array {
    return this.replay.linker.image.contents();
  }

  get tables(): LinkTables {
    return this.replay.linker.tables;
  }

  /** The node of the whole file. */
  get root(): LinkedNode {
    // The list begins with it.
    return this.nodes[0] as LinkedNode;
  }

  /** The nodes of the file, as its node dump lists them. */
  get nodes(): readonly LinkedNode[] {
    return (this.#nodes ??= LinkedNode.all(this.tables));
  }

  /** The nodes without children that have bytes, in file order. */
  get leaves(): readonly LinkedNode[] {
    return (this.#leaves ??= this.nodes.filter(
      ({ children, size }) => children.length === 0 && size > 0,
    ));
  }

  /** The node of an index; null if it is not there yet. */
  node(index: number): LinkedNode | null {
    return this.nodes.find((node) => node.index === index) ?? null;
  }

  /** The preferred address of the image in memory; see `Coff2.addressSize` for what 4 means. */
  get addressSize(): 4 | 8 {
    return this.replay.linker.addressSize;
  }

  /** The node dump. @param hasContents whether with the bytes of the nodes, which may be long */
  dump(hasContents = true): string {
    const decoder = new TextDecoder();
    let text = '';
    this.replay.linker.dump((piece) => {
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
  for (let index = 0; index <= step.op; index += 1) {
    const { op } = source.ops[index] as PlacedOp;
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
  return new StepState(step, replay);
}

/** Whether an op lets the linker do tasks, and does nothing else. */
function isOnlyTasks(op: Op | undefined): boolean {
  return op?.op === 'flush' || op?.op === 'idle';
}
