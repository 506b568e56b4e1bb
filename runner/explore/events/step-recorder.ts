import type { LinkDecision, LinkObserver, NodeIndex, SymbolIndex, Task } from '../../../reference';
import type { RelocationEvent, StepEvents, Touch, WriteCause } from './step-events';

const BY_LINKER: WriteCause = { kind: 'linker' };

/** Collects what a linker does, step by step. */
export class StepRecorder implements LinkObserver {
  /** Called at the end of each task, when the linker is at rest between two tasks. */
  readonly #taskDone: () => void;
  #task: Task | null = null;
  #decisions: LinkDecision[] = [];
  #touches: Touch[] = [];
  #relocations: RelocationEvent[] = [];
  readonly #moved = new Set<NodeIndex>();
  readonly #resized = new Set<NodeIndex>();
  /** The symbol whose content is being written. */
  #writing: SymbolIndex | null = null;
  /** By node: its offset and size, when they were last told. */
  readonly #places = new Map<NodeIndex, { readonly offset: number; readonly size: number }>();

  constructor(taskDone: () => void) {
    this.#taskDone = taskDone;
  }

  /** Whether a task was taken up since the last {@link take}. */
  get hasTask(): boolean {
    return this.#task !== null;
  }

  /** Whether anything happened since the last {@link take}. */
  get isEmpty(): boolean {
    return (
      this.#task === null &&
      this.#decisions.length === 0 &&
      this.#touches.length === 0 &&
      this.#relocations.length === 0 &&
      this.#moved.size === 0 &&
      this.#resized.size === 0
    );
  }

  /** What happened since the last call. */
  take(): StepEvents {
    const events = {
      task: this.#task,
      decisions: this.#decisions,
      touches: this.#touches,
      relocations: this.#relocations,
      moved: [...this.#moved],
      resized: [...this.#resized],
    };
    this.#task = null;
    this.#decisions = [];
    this.#touches = [];
    this.#relocations = [];
    this.#moved.clear();
    this.#resized.clear();
    return events;
  }

  task(task: Task): void {
    this.#task = task;
  }

  taskDone(): void {
    this.#taskDone();
  }

  contentStarted(symbol: SymbolIndex): void {
    this.#writing = symbol;
  }

  nodePlaced(node: NodeIndex, offset: number, size: number): void {
    const before = this.#places.get(node);
    this.#places.set(node, { offset, size });
    if (before === undefined) return;
    if (before.offset !== offset) this.#moved.add(node);
    if (before.size !== size) this.#resized.add(node);
  }

  nodeMoved(): void {
    return;
  }

  relocationApplied(location: SymbolIndex, offset: number, target: SymbolIndex): void {
    this.#relocations.push({ location, offset, target, waitsFor: null });
    const last = this.#touches.at(-1);
    // The write of the field is told just before. A type without a field writes nothing.
    if (last?.kind !== 'write' || last.cause !== BY_LINKER) return;
    const cause: WriteCause = { kind: 'relocation', location, offset, target };
    this.#touches[this.#touches.length - 1] = { ...last, cause };
  }

  relocationPutOff(
    location: SymbolIndex,
    offset: number,
    target: SymbolIndex,
    waitsFor: SymbolIndex,
  ): void {
    this.#relocations.push({ location, offset, target, waitsFor });
  }

  decided(decision: LinkDecision): void {
    this.#decisions.push(decision);
    if (decision.kind === 'content_written') this.#writing = null;
  }

  written(at: number, size: number): void {
    if (size === 0) return;
    const cause: WriteCause =
      this.#writing === null ? BY_LINKER : { kind: 'content', symbol: this.#writing };
    this.#touches.push({ kind: 'write', at, size, cause });
  }

  /** The writes that were told before, of both places, are those of the move. */
  bytesMoved(from: number, to: number, size: number): void {
    const last = this.#touches.at(-1);
    if (last?.kind === 'write' && last.at === from && last.size === to - from + size) {
      this.#touches.pop();
      this.#touches.push({ kind: 'insert', at: from, size: to - from });
      return;
    }
    if (size === 0) return;
    this.#touches.length -= 2;
    this.#touches.push({ kind: 'move', from, to, size });
  }
}
