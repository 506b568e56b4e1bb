import { isLinked } from '../case/case-script';
import { caseFolder, caseNames, loadCase, type StoredCase } from '../case/case-store';
import { GOLDEN_HOST } from '../case/golden-host';
import { judgeLinkedCase } from '../judge/linked-case';
import { LEVELS, type Level } from '../judge/result/level';
import type { Runner } from '../judge/level/runs';
import type { LinkResult } from '../linker/implementation';
import type { Fault, FaultHooks } from './rows/fault';
import { faultyImplementation, linkResults } from './faulty-implementation';

/** A case, and what the sound linker makes of it. */
export class SoundCase {
  readonly stored: StoredCase;
  #results: readonly LinkResult[] | undefined;

  constructor(stored: StoredCase) {
    this.stored = stored;
  }

  /** Linked when first asked for. */
  get results(): readonly LinkResult[] {
    return (this.#results ??= resultsOf(this.stored, {}));
  }
}

/** What caught a fault first. */
export interface Catch {
  readonly case: string;
  readonly update: string;
  /** All levels that fail there, in the order of reports. */
  readonly levels: readonly Level[];
  /** Of the first of these levels. */
  readonly reason: string;
}

/** What came of a fault. */
export interface JudgedFault {
  readonly fault: Fault;
  /** Null if nothing catches it. */
  readonly caught: Catch | null;
  /** How many of the cases that were linked with the fault have another image, or another answer. */
  readonly changed: number;
}

/** The cases that say something to a linker; short ones first. */
export function soundCases(): readonly SoundCase[] {
  return caseNames()
    .map((name) => loadCase(`${caseFolder()}/${name}.incr`))
    .filter((stored) => isLinked(stored.case))
    .map((stored) => new SoundCase(stored))
    .toSorted((a, b) => a.stored.case.script.length - b.stored.case.script.length);
}

/**
 * Judges the linker with a fault by the cases that it changes, up to the first that catches it.
 * @param isCounted whether the cases after that are linked as well, to count all that the fault changes
 */
export async function judgeFault(
  fault: Fault,
  cases: readonly SoundCase[],
  runner: Runner | undefined,
  isCounted = true,
): Promise<JudgedFault> {
  let caught: Catch | null = null;
  let changed = 0;
  for (const { stored, results } of cases) {
    const faulty = resultsOf(stored, fault.hooks);
    if (!faulty.some((result, index) => !isSame(result, results[index]))) continue;
    changed += 1;
    caught ??= await catchOf(fault, stored, runner);
    if (caught !== null && !isCounted) break;
  }
  return { fault, caught, changed };
}

async function catchOf(
  { hooks }: Fault,
  { file, name }: StoredCase,
  runner: Runner | undefined,
): Promise<Catch | null> {
  const result = await judgeLinkedCase(file, faultyImplementation(hooks), {
    hosts: [GOLDEN_HOST],
    goldens: null,
    runner,
    reports: null,
    stop: new AbortController().signal,
  });
  if (result.refusal !== null) throw new Error(result.refusal);
  for (const { update, judgements } of result.updates) {
    const fails = judgements.filter(({ verdict }) => verdict === 'fail');
    const [first] = fails;
    if (first === undefined) continue;
    const levels = LEVELS.filter((level) => fails.some((one) => one.level === level));
    return { case: name, update, levels, reason: first.reason ?? '' };
  }
  return null;
}

function resultsOf(
  { case: { script }, file }: StoredCase,
  hooks: FaultHooks,
): readonly LinkResult[] {
  return [
    ...linkResults(
      script.map(({ json }) => json),
      file,
      hooks,
    ),
  ];
}

function isSame(one: LinkResult, other: LinkResult | undefined): boolean {
  if (one.kind !== 'image' || other?.kind !== 'image') return false;
  const told = ({ symbols, written }: typeof one): string => JSON.stringify([symbols, written]);
  return Buffer.compare(one.image, other.image) === 0 && told(one) === told(other);
}
