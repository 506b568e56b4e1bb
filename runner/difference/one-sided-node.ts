import type { Side } from './image-pair';
import type { Difference } from './difference';
import { changedCodeLines, changedDataLines } from './content-lines';
import { hex } from '../text/numbers';
import type { PlacedNode } from './placed-node';

/** Bytes of a node that are shown; what is longer is reported by its size. */
const SHOWN = 0x100;

/** A node that only one dump has, with its contents. */
export function oneSidedNode(
  side: Side,
  placed: PlacedNode,
  which: 'before' | 'after',
): Difference {
  const { key, size, offset, rva, parent, start } = placed;
  const address = rva === null ? '' : `, RVA ${hex(rva)}`;
  const place = `${hex(size)} bytes at ${hex(offset)} in ${parent?.key ?? 'the file'}${address}`;
  const bytes = side.view.bytes.subarray(start, start + (placed.isLeaf ? size : 0));
  const sign = which === 'before' ? '-' : '+';
  const shown = bytes.subarray(0, SHOWN);
  const lines =
    placed.isCode && side.view.isX86
      ? changedCodeLines(sign, shown, { address: rva ?? 0, side })
      : changedDataLines(sign, shown, 0);
  const isRepeated = placed.tag === 'section';
  return {
    key: `node.${key}`,
    message: `${key}, only ${which}: ${place}`,
    before: which === 'before' ? place : null,
    after: which === 'after' ? place : null,
    ...(lines.length === 0 || isRepeated ? {} : { details: lines }),
    group: `nodes only ${which}`,
  };
}
