import type { ByteRange } from '../read/byte-ranges';
import type { Image } from '../read/image';

/**
 * The bytes in which the loader looks for RVAs and names: the tables of imports, exports and base
 * relocations. The table of import addresses is not among them, where the imports have a table besides.
 */
export class TableBytes {
  readonly #image: Image;
  /** In the file; ascending, none in another. */
  readonly #ranges: readonly ByteRange[];

  constructor(image: Image) {
    this.#image = image;
    const { imports, exports, baseRelocations } = image;
    this.#ranges = merged([imports, exports, baseRelocations].flatMap((one) => one?.ranges ?? []));
  }

  /** Whether any of these bytes of memory is one of them. */
  hasAny(rva: number, size: number): boolean {
    for (const range of this.#image.memory.fileRanges(rva, size)) {
      if (this.#overlaps(range)) return true;
    }
    return false;
  }

  #overlaps([start, end]: ByteRange): boolean {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.[1] ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return (this.#ranges[low]?.[0] ?? Infinity) < end;
  }
}

function merged(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const list: [number, number][] = [];
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = list.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else list.push([start, end]);
  }
  return list;
}
