/** How long a run takes, in seconds, unless something else ends it. */
export const TIME = 60;

/** Default of the largest image of an adapter, in MiB. */
export const FUZZ_MAX_IMAGE = 256;

/** The most seeds of similar failures that are listed. */
export const SEEDS_TOLD = 5;

/** The options of `coff2 fuzz`. What has no default here has one that depends on what is tried. */
export interface FuzzCommandOptions {
  readonly linker?: string;
  readonly adapter?: string;
  readonly zig?: string;
  readonly seed?: number;
  readonly runs?: number;
  /** Seconds. */
  readonly time?: number;
  readonly updates?: number;
  readonly kinds?: number;
  readonly jobs: number;
  readonly out: string;
  readonly wine: 'required' | 'off';
  readonly winePrefix?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly host?: string;
  readonly levels?: string;
  readonly config?: string;
  /** MiB. */
  readonly maxImage: number;
}
