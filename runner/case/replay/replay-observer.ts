import type { HostName } from '../../../reference';
import type { Op } from '../link-script/op';
import type { Replay } from './replay';

/** Is called while a script is replayed. Each call is about the linker of one host. */
export interface ReplayObserver {
  /** Called when the header was read. */
  started?(host: HostName, replay: Replay): void;
  /** Called after every op, and before `snapshot`. */
  afterOp?(host: HostName, replay: Replay, op: Op): void;
  /** `index` counts the script's snapshots from 0. */
  snapshot?(host: HostName, replay: Replay, index: number, name: string | null): void;
}
