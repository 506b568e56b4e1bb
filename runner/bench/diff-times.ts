import * as fs from 'node:fs';
import * as path from 'node:path';
import { medianTimes, runProcess, type ProcessTimes } from './whole-process';
import { withScript, type ScriptChange } from './write-script';

/** `coff2 diff` of two images of a large program, as a whole process. */
export interface DiffTimes {
  readonly functions: number;
  readonly change: ScriptChange;
  /** Whether it has both node dumps. */
  readonly hasDumps: boolean;
  /** What it says last: "3 differences". */
  readonly found: string;
  /** Medians. */
  readonly times: ProcessTimes;
}

const FUNCTIONS = 100_000;
const RUNS = 3;
const CHANGES: readonly ScriptChange[] = [
  'one function grows',
  'all functions grow',
  'all functions differ',
];

/** Without the dumps and with them, of each change. */
export async function measureDiffs(): Promise<readonly DiffTimes[]> {
  const module = path.join(__dirname, '..', 'main.js');
  const times: DiffTimes[] = [];
  for (const change of CHANGES) {
    const found = await withScript(FUNCTIONS, change, (script) => {
      const folder = path.dirname(script);
      runProcess({ module, args: ['replay', '--out', folder, script], codes: [0] });
      const images = imagesIn(folder);
      const withDumps = measure(module, images, change, true);
      for (const name of fs.readdirSync(folder)) {
        if (name.endsWith('.nodes')) fs.rmSync(path.join(folder, name));
      }
      return [measure(module, images, change, false), withDumps];
    });
    times.push(...found);
  }
  return times;
}

/** The image before and the one after. */
function imagesIn(folder: string): readonly string[] {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.exe'));
  if (names.length !== 2) throw new Error(`expected two images, got ${names.join(', ')}`);
  return names.sort().map((name) => path.join(folder, name));
}

function measure(
  module: string,
  images: readonly string[],
  change: ScriptChange,
  hasDumps: boolean,
): DiffTimes {
  // It ends with 1: they differ.
  const diff = { module, args: ['diff', ...images], codes: [1] };
  const runs = Array.from({ length: RUNS }, () => runProcess(diff));
  const found = runs[0]?.stdout.trimEnd().split('\n').at(-1) ?? '';
  return { functions: FUNCTIONS, change, hasDumps, found, times: medianTimes(runs) };
}
