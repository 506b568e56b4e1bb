/** Machines that the real linker can make images for. */
export const MACHINES = ['AMD64', 'I386'] as const;
export type Machine = (typeof MACHINES)[number];

export const OUTPUT_MODES = ['Exe', 'Lib', 'Obj'] as const;
export type OutputMode = (typeof OUTPUT_MODES)[number];

export const LINK_MODES = ['static', 'dynamic'] as const;
export type LinkMode = (typeof LINK_MODES)[number];

export const OPTIMIZE_MODES = ['Debug', 'ReleaseSafe', 'ReleaseFast', 'ReleaseSmall'] as const;
export type OptimizeMode = (typeof OPTIMIZE_MODES)[number];

/** What to link. `Lib` with the link mode `dynamic` is a DLL. */
export interface LinkOptions {
  readonly machine: Machine;
  readonly outputMode: OutputMode;
  readonly linkMode: LinkMode;
  /** Decides the alignment of functions and import thunks. */
  readonly optimize: OptimizeMode;
  /** u16, optional header. */
  readonly majorSubsystemVersion: number;
  /** u16, optional header. */
  readonly minorSubsystemVersion: number;
}

export const DEFAULT_LINK_OPTIONS: LinkOptions = {
  machine: 'AMD64',
  outputMode: 'Exe',
  linkMode: 'static',
  optimize: 'Debug',
  majorSubsystemVersion: 6,
  minorSubsystemVersion: 0,
};

/**
 * Default alignment of functions in bytes. Upstream: `target_util.defaultFunctionAlignment`
 * and, for ReleaseSmall, `minFunctionAlignment`, both of x86.
 */
export function defaultFunctionAlignment(optimize: OptimizeMode): number {
  return optimize === 'ReleaseSmall' ? 1 : 16;
}
