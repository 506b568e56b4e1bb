import { hex } from '../text/numbers';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';

/** Bytes behind the beginning of a variable in which another address may lead into it. */
const REACH = 64;

/**
 * A variable whose size is not known may repeat itself, as a buffer of dots does. What leads into it may then lead to
 * another place of it, where all looks the same. So two addresses that may be of one variable, and lie as far apart as
 * it looks the same in both images, are a possible difference where they do not lie equally far apart.
 */
export function compareRepeats(comparison: Comparison, objects: readonly DataObject[]): void {
  const variables = objects
    .filter(({ isWritable, isEmpty }) => isWritable && !isEmpty)
    .sort((one, other) => one.a - other.a);
  for (const [i, object] of variables.entries()) {
    if (!object.isOpen) continue;
    for (let at = i + 1; at < variables.length; at += 1) {
      const other = variables[at] as DataObject;
      if (other.a - object.a > REACH) break;
      comparison.budget.take(1);
      compareDistances(comparison, object, other);
    }
  }
}

function compareDistances(comparison: Comparison, object: DataObject, other: DataObject): void {
  const [one, two] = [other.a - object.a, other.b - object.b];
  if (one === two || two <= 0 || two > REACH) return;
  if (!isAlike(comparison, object, Math.max(one, two))) return;
  const what =
    `addresses that may be of one variable, which repeats itself, lie ${hex(one)} bytes apart in the first image ` +
    `and ${hex(two)} in the second`;
  const { a, b, reference } = other;
  const place = { reference, a, b, other: object };
  comparison.ledger.differ('target', what, { ...place, confidence: 'possible' });
}

/** Whether both images have the same bytes from an object on, up to a distance, and not all of one value. */
function isAlike({ a, b }: Comparison, object: DataObject, distance: number): boolean {
  const first = a.contents.u8(object.a);
  let isUniform = true;
  for (let at = 0; at <= distance; at += 1) {
    const byte = a.contents.u8(object.a + at);
    if (byte !== b.contents.u8(object.b + at)) return false;
    isUniform &&= byte === first;
  }
  return !isUniform;
}
