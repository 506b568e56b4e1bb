import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { GoldenChange } from './accept';

/** The environment variable with the file where the workers of a test run log the goldens they wrote. */
const VARIABLE = 'COFF2_GOLDEN_CHANGES';

/** Starts a log that this process shares with the workers that it starts. */
export function startChangeLog(): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-goldens-'));
  process.env[VARIABLE] = path.join(folder, 'changes');
}

/** Logs goldens that were written. */
export function logChanges(changes: readonly GoldenChange[]): void {
  const file = process.env[VARIABLE];
  if (file === undefined || changes.length === 0) return;
  // With one write for each, the lines of several workers do not mix.
  fs.appendFileSync(file, changes.map((change) => `${JSON.stringify(change)}\n`).join(''));
}

/** Ends the log, and returns its entries. */
export function takeChangeLog(): readonly GoldenChange[] {
  const file = process.env[VARIABLE];
  if (file === undefined) return [];
  Reflect.deleteProperty(process.env, VARIABLE);
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  fs.rmSync(path.dirname(file), { recursive: true });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as GoldenChange)
    .sort((a, b) => a.file.localeCompare(b.file));
}
