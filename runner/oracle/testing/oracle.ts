import * as path from 'node:path';
import { VectorStore, type Vector } from '../vectors';
import { packageRoot } from '../../system/package-root';

/** What the real linker made. */
export const oracle = new VectorStore();

/** File of a link script that the real linker has replayed. */
export function oracleScript(name: string): string {
  return path.join(packageRoot(), 'oracle', 'scripts', `${name}.jsonl`);
}

export function oracleVector(name: string): Vector {
  const vector = oracle.list().find((candidate) => candidate.name === name);
  if (vector === undefined) throw new Error(`no vector is named ${name}`);
  return vector;
}
