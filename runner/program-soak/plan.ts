import { HOST_NAMES, type HostName } from '../../reference';
import { FLAVOURS } from './flavours';

/** Optimisation levels of the updates of a case. */
const CASE_LEVELS = ['-O1', '-O2', '-Os', '-O3'] as const;

/** Optimisation levels of programs with a runtime. */
const RUNTIME_LEVELS = ['-O0', '-O1', '-O2', '-Os', '-O3'] as const;

/** How many of these a program has. */
const RUNTIME_LEVELS_OF_PROGRAM = 2;

/** The cases of so many programs, one has an update of another program. */
const OTHER_PROGRAM = 3;

/** Which update that is. */
const OTHER_UPDATE = 1;

/** Far from the seeds that are tried one after the other. */
const OTHER_SEED = 1_000_000;

/** How one program is soaked: the seed decides, in another way each time that a flavour has its turn. */
export interface Plan {
  /** The updates of a case, in their order. */
  readonly updates: readonly { readonly level: string; readonly isOther: boolean }[];
  /** The seed of the program that these updates are of; null where all are of one program. */
  readonly otherSeed: number | null;
  readonly runtimeLevels: readonly string[];
  /** The host profile that the reference links a case on. */
  readonly host: HostName;
}

export function planOf(seed: number): Plan {
  // The flavours of a round differ in it, and so does each flavour from one round to the next.
  const turn = (seed % FLAVOURS.length) + Math.floor(seed / FLAVOURS.length);
  const levels = turned(CASE_LEVELS, turn);
  const hasOther = turn % OTHER_PROGRAM === 0;
  return {
    // The last update takes back all that the others did.
    updates: [...levels, ...levels.slice(0, 1)].map((level, index) => {
      return { level, isOther: hasOther && index === OTHER_UPDATE };
    }),
    otherSeed: hasOther ? seed + OTHER_SEED : null,
    runtimeLevels: turned(RUNTIME_LEVELS, turn).slice(0, RUNTIME_LEVELS_OF_PROGRAM),
    host: turned(HOST_NAMES, turn)[0] ?? HOST_NAMES[0],
  };
}

/** The list from the place on that a number says, and then from its start. */
function turned<T>(list: readonly T[], turn: number): readonly T[] {
  const at = turn % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
