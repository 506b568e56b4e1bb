import * as os from 'node:os';
import type { ProvenRunner } from '../system/runner-probe';

/**
 * What a run uses, and its version: Node.js, the system, and Wine.
 * @param runner what runs images; null where nothing can, undefined if images are not run
 */
export async function runVersions(
  runner: ProvenRunner | null | undefined,
): Promise<Readonly<Record<string, string>>> {
  const version = (await runner?.version()) ?? null;
  return {
    node: process.version,
    system: `${os.type()} ${os.release()} ${process.arch}`,
    ...(version === null ? {} : { wine: version }),
  };
}
