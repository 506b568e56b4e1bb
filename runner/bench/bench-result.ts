import type { CountedWork } from './counted-work';
import type { ImportTimes } from './import-times';
import type { DiffTimes } from './diff-times';
import type { MeasuredMachine } from './machine';
import type { Measurement, Soak } from './measure';
import type { PeerTimes } from './peers';
import type { MeasuredReplay } from './replay-times';
import type { SameTimes } from './same-times';

/** All that one run of the bench found out: what `--json` prints. Parts that were not run are left out. */
export interface BenchResult {
  readonly machine: MeasuredMachine;
  readonly programs?: readonly Measurement[];
  /** Runs of each program; its figures are their medians. */
  readonly runs?: number;
  readonly soak?: Soak;
  readonly replay?: MeasuredReplay;
  readonly same?: readonly SameTimes[];
  readonly imports?: readonly ImportTimes[];
  readonly diff?: readonly DiffTimes[];
  readonly peers?: readonly PeerTimes[];
  readonly counts?: readonly CountedWork[];
}
