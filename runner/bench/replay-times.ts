import * as path from 'node:path';
import { medianTimes, runProcess, type ProcessRun, type ProcessTimes } from './whole-process';
import { withScript } from './write-script';

/** `coff2 replay --digest` of a large script, and a naive program that replays it, as whole processes. */
export interface MeasuredReplay {
  readonly functions: number;
  /** Bytes of the script. */
  readonly size: number;
  /** Medians of runs that alternate. */
  readonly coff2: ProcessTimes;
  readonly naive: ProcessTimes;
}

const FUNCTIONS = 100_000;
const RUNS = 5;

/** @throws Error if the two do not make the same of the script: then they did not do the same work */
export async function measureReplay(): Promise<MeasuredReplay> {
  return withScript(FUNCTIONS, 'nothing', (script, size) => {
    const coff2: ProcessRun[] = [];
    const naive: ProcessRun[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      coff2.push(
        runProcess({
          module: path.join(__dirname, '..', 'main.js'),
          args: ['replay', '--digest', script],
          codes: [0],
        }),
      );
      naive.push(
        runProcess({
          module: path.join(__dirname, 'naive-replay.js'),
          args: [script],
          codes: [0],
        }),
      );
    }
    const digests = [...coff2, ...naive].map(({ stdout }) => digestsIn(stdout));
    const [first] = digests;
    if (first === undefined || digests.some((each) => each !== first)) {
      throw new Error(`one script gives several digests: ${[...new Set(digests)].join('; ')}`);
    }
    return { functions: FUNCTIONS, size, coff2: medianTimes(coff2), naive: medianTimes(naive) };
  });
}

/** The digests of the only snapshot. */
function digestsIn(stdout: string): string {
  const { image, nodes } = JSON.parse(stdout) as { image: string; nodes: string };
  return `${image} ${nodes}`;
}
