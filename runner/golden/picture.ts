import type { DumpedImage } from '../image/linked-image';
import type { HostName } from '../../reference';
import type { StoredCase } from '../case/case-store';
import { layoutSvg } from '../difference/picture/layout-svg';
import { GOLDEN_HOST } from '../case/golden-host';

/** What a linker made of a case: for each update, the result on each host. */
export type DumpedUpdates = readonly ReadonlyMap<HostName, DumpedImage>[];

/**
 * The picture of an update's layout on the host whose images are kept, as SVG.
 * @param index of the update, from 0
 */
export function drawUpdate(stored: StoredCase, linked: DumpedUpdates, index: number): string {
  const current = linked[index]?.get(GOLDEN_HOST);
  const update = stored.case.updates[index];
  if (current === undefined || update === undefined) {
    throw new RangeError(`${stored.name} has no update ${index} on ${GOLDEN_HOST}`);
  }
  return layoutSvg({
    title: `${stored.name}: ${update.name}`,
    subtitle: `update ${index + 1} of ${stored.case.updates.length}, linked on ${GOLDEN_HOST}`,
    current,
    previous: linked[index - 1]?.get(GOLDEN_HOST) ?? null,
  });
}
