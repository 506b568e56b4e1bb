/** The hosts that are known to give different layouts. */
export const HOST_NAMES = ['linux-ext4', 'linux-tmpfs', 'windows'] as const;

export type HostName = (typeof HOST_NAMES)[number];

/** The properties of the machine that the linker runs on which decide the layout of the image. */
export interface HostProfile {
  readonly name: HostName;
  /**
   * Alignment in bytes of the header and of every section in the file. It is the larger of the page
   * size and the block size of the file system; on Windows, of the page size and the allocation
   * granularity.
   * Upstream: `MappedFile.init`.
   */
  readonly blockSize: number;
  /**
   * Whether the file system can insert a range of zeros into a file (Linux's
   * `fallocate(FALLOC_FL_INSERT_RANGE)`), so that a large node grows where it is.
   */
  readonly insertsRanges: boolean;
}

export const HOST_PROFILES: Readonly<Record<HostName, HostProfile>> = {
  /** ext4, xfs. */
  'linux-ext4': { name: 'linux-ext4', blockSize: 0x1000, insertsRanges: true },
  /** tmpfs, btrfs, overlayfs. */
  'linux-tmpfs': { name: 'linux-tmpfs', blockSize: 0x1000, insertsRanges: false },
  windows: { name: 'windows', blockSize: 0x10000, insertsRanges: false },
};
