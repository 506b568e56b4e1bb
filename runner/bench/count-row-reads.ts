import { RelocTable } from '../../reference/link/reloc-table';

/**
 * Counts how often both ends of rows of relocations are read while something is done, by any linker: what a pass
 * over the whole table costs, which makes few writes. It must not be nested.
 */
export function countRowReads(act: () => void): number {
  const { prototype } = RelocTable;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- they are called with the table that they are of
  const { loc, target } = prototype;
  let reads = 0;
  prototype.loc = function (ri) {
    reads += 1;
    return loc.call(this, ri);
  };
  prototype.target = function (ri) {
    reads += 1;
    return target.call(this, ri);
  };
  try {
    act();
  } finally {
    prototype.loc = loc;
    prototype.target = target;
  }
  return reads;
}
