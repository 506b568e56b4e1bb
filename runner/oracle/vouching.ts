import { isDeepStrictEqual } from 'node:util';
import type { HostName } from '../../reference';
import type { SnapshotDigest } from '../case/replay/snapshot-digest';
import type { CaseRecording } from './case-recordings';

/** What the linker under test made of a case: a digest for each update, by host. */
export type CaseDigests = ReadonlyMap<HostName, readonly SnapshotDigest[]>;

/** Whether the real linker vouches for what was made of a case. */
export type Vouching =
  | { readonly result: 'vouched for' }
  /** The real linker was never given this script, so it says nothing about the case. */
  | { readonly result: 'not vouched for'; readonly reason: string }
  /** The real linker was given this script, and made something else of it. */
  | { readonly result: 'different'; readonly reasons: readonly string[] };

/**
 * Compares a case with what the real linker made of it.
 * @param recording of the case, or null if there is none
 * @param script lines of the case's link script as it is now; compared as JSON, so that neither
 *   spaces nor the order of fields count
 * @param made on the hosts to compare
 */
export function vouching(
  recording: CaseRecording | null,
  script: readonly string[],
  made: CaseDigests,
): Vouching {
  if (recording === null) {
    return { result: 'not vouched for', reason: 'the real linker was never given this case' };
  }
  const reason = changedScript(recording.script, script);
  if (reason !== null) return { result: 'not vouched for', reason };
  const reasons = [...made].flatMap(([host, digests]) =>
    differentSnapshots(recording.expected[host], digests).map((what) => `${what} on ${host}`),
  );
  return reasons.length === 0 ? { result: 'vouched for' } : { result: 'different', reasons };
}

/** The first difference of a script from the recorded one; null if it is the same. */
function changedScript(recorded: readonly unknown[], script: readonly string[]): string | null {
  const length = Math.max(recorded.length, script.length);
  for (let index = 0; index < length; index += 1) {
    const line = script[index];
    const now: unknown = line === undefined ? undefined : JSON.parse(line);
    if (isDeepStrictEqual(recorded[index], now)) continue;
    const place = index === 0 ? 'in its header' : `from op ${index} on`;
    return `it changed since the real linker was given it, ${place}`;
  }
  return null;
}

function differentSnapshots(
  expected: readonly SnapshotDigest[],
  made: readonly SnapshotDigest[],
): readonly string[] {
  if (expected.length !== made.length) {
    return [`${made.length} snapshots instead of ${expected.length}`];
  }
  return expected.flatMap(({ image, size, nodes }, index) => {
    const actual = made[index];
    const what: string[] = [];
    if (actual?.image !== image || actual.size !== size) what.push('image');
    if (actual?.nodes !== nodes) what.push('node dump');
    if (what.length === 0) return [];
    return [`snapshot ${index}: ${what.join(' and ')} ${what.length === 1 ? 'differs' : 'differ'}`];
  });
}
