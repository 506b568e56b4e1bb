import { DEFAULT_LINK_OPTIONS, type LinkOptions } from '../../../reference';
import type { Chance } from './chance';

/**
 * What a script is like. Each mistake of the linker that is known would show in nearly every script that
 * does everything. So most scripts leave out most of what brings them out.
 */
export interface Temper {
  readonly options: Partial<LinkOptions>;
  readonly isAmd64: boolean;
  readonly isDll: boolean;
  /** The most bytes of a block of data or code. */
  readonly largest: number;
  /** The strictest alignment, in bytes. */
  readonly strictest: number;
  /** Number of DLLs that functions are imported from; 0 for no imports. */
  readonly dlls: number;
  /** Whether names of DLLs are spelled in small letters and in capitals. */
  readonly spellsDlls: boolean;
  /** Whether functions that call imports change. */
  readonly dropsImports: boolean;
  /** Whether an update exports everything again, as a compiler does. */
  readonly exportsAgain: boolean;
  /** Whether exports are deleted. */
  readonly deletesExports: boolean;
  /** Whether declarations and constants ask for stricter alignments later. */
  readonly realigns: boolean;
  /** Whether data becomes code, and code data. */
  readonly retypes: boolean;
  /** Whether there are fields that cannot be followed without symbols. */
  readonly hasOddFields: boolean;
  /** Updates, each with a snapshot at its end. */
  readonly updates: number;
  /** The most ops that an update starts with. */
  readonly busiest: number;
}

/** What scripts for a linker may hold. */
export interface Limits {
  /** The strictest alignment that the linker must keep, in bytes. */
  readonly alignment: number;
  /** The most updates. */
  readonly updates: number;
}

const SIZES = { small: 24, medium: 600, page: 6000, large: 200_000 } as const;

export function randomTemper(chance: Chance, limits: Limits): Temper {
  const isAmd64 = chance.percent(75);
  const isDll = chance.percent(15);
  const options = {
    ...(isAmd64 ? {} : { machine: 'I386' as const }),
    ...(isDll ? { outputMode: 'Lib' as const, linkMode: 'dynamic' as const } : {}),
    ...randomOptimize(chance),
    ...(chance.percent(10) ? { majorSubsystemVersion: chance.integer(4, 10) } : {}),
    ...(chance.percent(5) ? { minorSubsystemVersion: chance.integer(0, 0xffff) } : {}),
  };
  const size = chance.weighted({ small: 30, medium: 40, page: 22, large: 8 });
  const strictest = chance.percent(70)
    ? chance.pick([1, 16, 64])
    : Math.min(limits.alignment, 2 ** chance.integer(7, Math.log2(limits.alignment)));
  const dlls = chance.weighted({ none: 35, few: 60, many: 5 });
  return {
    options,
    isAmd64,
    isDll,
    largest: SIZES[size],
    strictest,
    // The linker has no thunks for x86.
    dlls:
      !isAmd64 || dlls === 'none'
        ? 0
        : dlls === 'few'
          ? chance.integer(1, 4)
          : chance.integer(100, 300),
    spellsDlls: chance.percent(10),
    dropsImports: chance.percent(25),
    exportsAgain: chance.percent(70),
    deletesExports: chance.percent(20),
    realigns: chance.percent(10),
    retypes: chance.percent(5),
    hasOddFields: chance.percent(20),
    updates: chance.integer(1, limits.updates),
    busiest: chance.pick([1, 3, 8, 25]),
  };
}

function randomOptimize(chance: Chance): Partial<LinkOptions> {
  const optimize = chance.pick(['Debug', 'ReleaseSafe', 'ReleaseFast', 'ReleaseSmall'] as const);
  return optimize === DEFAULT_LINK_OPTIONS.optimize ? {} : { optimize };
}
