import { HOST_PROFILES, type Coff2, type HostName, type LinkTables } from '../../reference';
import { Definitions } from '../case/replay/definitions';
import { Replay } from '../case/replay/replay';
import { parseNodeDump, type DumpNode } from '../image/node-dump/parse-node-dump';
import { Halt, HaltingObserver } from './halt';
import type { ScriptSource } from './script-source';
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
 * Replays a script up to the end of a step, from its start. A linker does some thousand ops in
 * milliseconds, and nothing of it has to be copied for that.
 * @throws LineError if the linker refuses something before that
 */
export function stateAt(source: ScriptSource, host: HostName, step: Step): StepState {
  const definitions = new Definitions();
  const observer = new HaltingObserver();
  const replay = new Replay(source.options, HOST_PROFILES[host], definitions, observer);
  for (let index = 0; index <= step.op; index += 1) {
    const placed = source.ops[index];
    if (placed === undefined) break;
    const { op } = placed;
    if (op.op === 'defineUav') definitions.defineUav(op);
    else if (op.op === 'defineLazy') definitions.defineLazy(op);
    if (index === step.op && step.task !== null) observer.haltAfter(step.tasksDone);
    try {
      replay.apply(op);
    } catch (error) {
      if (!(error instanceof Halt)) throw error;
    }
  }
  return new StepState(step.index, replay.linker);
}
