import type { NodeIndex, Task } from '../../reference';
import type { RelocationEvent, Touch } from './events/step-events';
import type { Reason } from './why/reason';

/** An op of a script, or one idle task within it. */
export interface Step {
  /** From 0, which is the linker as it starts. */
  readonly index: number;
  /** Index of its op; -1 for the start. */
  readonly op: number;
  /** The task of idle; null if the step is the op itself. */
  readonly task: Task | null;
  /** How many tasks of its op are done after this step. */
  readonly tasksDone: number;
  /** What the list of steps calls it. */
  readonly title: string;
  /** Why everything happened that did, in sentences. */
  readonly why: readonly Reason[];
  readonly touches: readonly Touch[];
  readonly relocations: readonly RelocationEvent[];
  /** Nodes that got another offset within their parent. */
  readonly moved: readonly NodeIndex[];
  readonly resized: readonly NodeIndex[];
  /** The update that ends here: its number from 0 and its name. Null for most steps. */
  readonly snapshot: { readonly index: number; readonly name: string | null } | null;
}
