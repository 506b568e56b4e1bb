import type { HostName } from '../../reference';
import { explainBriefly } from '../golden/explain';
import type { GoldenCase } from '../golden/golden-case';
import { GOLDEN_HOST } from '../golden/golden-files';

/** Explains how an update's image or dump differs from its golden, in lines. */
export function explainFailure(
  golden: GoldenCase,
  index: number,
  host: HostName,
  _reports: string,
): readonly string[] {
  const before = golden.golden(index);
  if (before === null) return [];
  if (host !== GOLDEN_HOST) {
    return [`only digests of ${host} are kept; what differs on ${GOLDEN_HOST} may tell why`];
  }
  return explainBriefly(before, golden.actual(index, host));
}
