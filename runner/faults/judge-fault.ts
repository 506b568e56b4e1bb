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
export interface SoundCase {
  readonly stored: StoredCase;
  readonly results: readonly LinkResult[];
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
  /** How many cases have another image, or another answer, with the fault. */
  readonly changed: number;
}

/** The cases that say something to a linker, linked soundly; short ones first. */
export function soundCases(): readonly SoundCase[] {
  return caseNames()
    .map((name) => loadCase(`${caseFolder()}/${name}.incr`))
    .filter((stored) => isLinked(stored.case))
    .map((stored) => ({ stored, results: resultsOf(stored, {}) }))
    .toSorted((a, b) => a.stored.case.script.length - b.stored.case.script.length);
}

/** Judges the linker with a fault by the cases that it changes, up to the first that catches it. */
export async function judgeFault(
  fault: Fault,
  cases: readonly SoundCase[],
  runner: Runner | undefined,
): Promise<JudgedFault> {
  const changed = cases.filter(({ stored, results }) => {
    const faulty = resultsOf(stored, fault.hooks);
    return faulty.some((result, index) => !isSame(result, results[index]));
  });
  for (const { stored } of changed) {
    const caught = await catchOf(fault, stored, runner);
    if (caught !== null) return { fault, caught, changed: changed.length };
  }
  return { fault, caught: null, changed: changed.length };
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
