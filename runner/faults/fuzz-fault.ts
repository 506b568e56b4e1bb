import { GOLDEN_HOST } from '../case/golden-host';
import { linkerCheck } from '../script-fuzz/check/linker-check';
import type { Failure } from '../script-fuzz/check/failure';
import { randomScript } from '../script-fuzz/make/random-script';
import { faultyImplementation } from './faulty-implementation';
import type { Fault, FaultHooks } from './rows/fault';

/** What `coff2 fuzz` tries a linker with, unless it is told otherwise. */
const LIMITS = { alignment: 0x1000, updates: 6 } as const;
const LEVELS = ['valid', 'meaning', 'same', 'incremental'] as const;

/** What random scripts found of a fault. */
export interface FuzzedFault {
  readonly fault: Fault;
  /** Null if no script failed in time. */
  readonly found: { readonly seed: number; readonly failure: Failure } | null;
  /** Number of scripts, the failing one included. */
  readonly scripts: number;
  /** Milliseconds of computing. */
  readonly time: number;
}

/**
 * Tries the linker with a fault with the scripts of seeds 1, 2, and so on, up to the first that fails.
 * @param limit in milliseconds of computing, which a busy machine does not shorten: no script is begun later
 */
export async function fuzzFault(fault: Fault, limit: number): Promise<FuzzedFault> {
  const start = process.cpuUsage();
  for (let seed = 1; ; seed += 1) {
    const failure = await failureOfSeed(seed, fault.hooks);
    const { user, system } = process.cpuUsage(start);
    const time = (user + system) / 1000;
    if (failure !== null) return { fault, found: { seed, failure }, scripts: seed, time };
    if (time >= limit) return { fault, found: null, scripts: seed, time };
  }
}

/** What is wrong with the linker, as the script of a seed shows it; null if nothing is. */
export async function failureOfSeed(seed: number, hooks: FaultHooks): Promise<Failure | null> {
  const { signal: stop } = new AbortController();
  const { failure } = await linkerCheck(randomScript(seed, LIMITS), faultyImplementation(hooks), {
    hosts: [GOLDEN_HOST],
    levels: LEVELS,
    stop,
  });
  return failure;
}
