import type { CountedWork } from './counted-work';
import type { ImportTimes } from './import-times';
import type { MeasuredMachine } from './machine';
import type { Measurement, Soak } from './measure';
import type { PeerTimes } from './peers';
import type { SameTimes } from './same-times';

/** All that one run of the bench found out: what `--json` prints. Parts that were not run are left out. */
export interface BenchResult {
  readonly machine: MeasuredMachine;
  readonly programs?: readonly Measurement[];
  readonly soak?: Soak;
  readonly replay?: MeasuredReplay;
  readonly same?: readonly SameTimes[];
  readonly imports?: readonly ImportTimes[];
  readonly peers?: readonly PeerTimes[];
  readonly counts?: readonly CountedWork[];
}

/** `coff2 replay --digest` of a large script, as a whole process. */
export interface MeasuredReplay {
  readonly functions: number;
  /** Bytes of the script. */
  readonly size: number;
  readonly seconds: number;
  /** Bytes of memory that the process had at most. */
  readonly peak: number;
}
