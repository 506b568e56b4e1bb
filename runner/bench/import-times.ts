import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { IMPORTED_OBJECTS } from './import-objects';
import { runWholeProcess } from './whole-process';

/** What `coff2 import` of an object took, as a whole process. */
export interface ImportTimes {
  /** "40000 functions in COMDAT sections". */
  readonly what: string;
  /** Bytes of the object. */
  readonly size: number;
  /** Bytes of the listing. */
  readonly listing: number;
  /** Milliseconds of processor time, the median of some runs. */
  readonly time: number;
  /** Bytes of memory that a process had at most. */
  readonly peak: number;
}

/** Each object is imported so often. */
const RUNS = 3;

/**
 * Imports each of the large objects some times.
 * @throws Error if one is refused
 */
export function measureImports(): readonly ImportTimes[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-import-'));
  try {
    return IMPORTED_OBJECTS.map(({ what, bytes }) => {
      const file = path.join(folder, 'bench.obj');
      const object = bytes();
      fs.writeFileSync(file, object);
      const runs = Array.from({ length: RUNS }, () =>
        runWholeProcess(['import', '--dll', 'kernel32', file]),
      ).sort((a, b) => a.computing - b.computing);
      return {
        what,
        size: object.length,
        listing: runs[0]?.printed ?? NaN,
        time: runs[RUNS >> 1]?.computing ?? NaN,
        peak: Math.max(...runs.map(({ peak }) => peak)),
      };
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
