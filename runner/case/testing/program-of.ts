import type { ProgramState } from '../program/program-state';
import { snapshotPrograms } from '../program/snapshot-programs';

/** The program that ops describe, as a snapshot after them finds it. */
export function programOf(ops: readonly object[], options: object = {}): ProgramState {
  const lines = [{ linkScript: 1, options }, ...ops, { op: 'snapshot' }];
  const programs = snapshotPrograms(
    lines.map((line) => JSON.stringify(line)),
    'script',
  );
  const { value } = programs.next();
  if (value === undefined) throw new Error('no snapshot');
  return value;
}
