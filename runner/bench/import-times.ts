import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { IMPORTED_OBJECTS } from './import-objects';
import { medianTimes, runProcess, type ProcessTimes } from './whole-process';

/** What `coff2 import` of an object took, as a whole process. */
export interface ImportTimes {
  /** "40000 functions in COMDAT sections". */
  readonly what: string;
  /** Bytes of the object. */
  readonly size: number;
  /** Bytes of the listing. */
  readonly listing: number;
  /** Medians. */
  readonly times: ProcessTimes;
}

/** Each object is imported so often. */
const RUNS = 3;

/**
 * Imports each of the large objects some times.
 * @throws Error if one is refused
 */
export function measureImports(): readonly ImportTimes[] {
  const module = path.join(__dirname, '..', 'main.js');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-import-'));
  try {
    return IMPORTED_OBJECTS.map(({ what, bytes }) => {
      const file = path.join(folder, 'bench.obj');
      const object = bytes();
      fs.writeFileSync(file, object);
      const coff2 = { module, args: ['import', '--dll', 'kernel32', file], codes: [0] };
      const runs = Array.from({ length: RUNS }, () => runProcess(coff2));
      const listing = Buffer.byteLength(runs[0]?.stdout ?? '');
      return { what, size: object.length, listing, times: medianTimes(runs) };
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
