import { parseNodeDump } from '../parse-node-dump';
import { type ImageNodes } from '../node-changes';

/**
 * A snapshot of an image of zeroes, but for some bytes.
 *
 * @param lines of the node dump, without `index=`, offsets and the like as `0x10+0x20/0x4`: offset,
 * size and alignment
 * @param bytes by file offset
 */
export function snapshotOf(
  lines: readonly string[],
  bytes: Readonly<Record<number, number>> = {},
): ImageNodes {
  const dump = lines.map((line, index) =>
    line.replace(
      / (0x[0-9a-f]+)\+(0x[0-9a-f]+)\/(0x[0-9a-f]+)/,
      ` index=${index} offset=$1 size=$2 align=$3`,
    ),
  );
  const root = parseNodeDump(dump.join('\n'));
  const image = new Uint8Array(root.size);
  for (const [offset, byte] of Object.entries(bytes)) image[Number(offset)] = byte;
  return { image, root };
}
