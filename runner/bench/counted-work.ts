import { z } from 'zod';
import { HOST_NAMES, type HostName } from '../../reference';
import { countRowReads } from './count-row-reads';
import { countWrites } from './count-writes';
import type { BenchProgram } from './program';
import { GROWTH, picks, startProgram, UPDATES } from './start-program';
import { WorkCounter } from './work-counter';

const count = z.int().min(0);
const counts = z.strictObject({
  relocations: count,
  nodeVisits: count,
  tasks: count,
  bytesMoved: count,
  writes: count,
  bytesWritten: count,
  /** The same of a linker without an observer, which flushes many moved symbols at once. */
  unobservedWrites: count,
  unobservedBytes: count,
  /** How often an end of a row of relocations is read for it. */
  unobservedRowReads: count,
});

const countedWork = z.strictObject({
  functions: z.int().min(1),
  host: z.enum(HOST_NAMES),
  /** From nothing to the first flushed image. */
  cold: counts,
  /** Updates of one function each that keep its size. */
  same: counts,
  /** The same, each of a function that grows. */
  grown: counts,
  /** The data section outgrows its memory, and all code slides. */
  slide: counts,
});

/** The work that a program of so many functions takes on one host profile, phase by phase. */
export type CountedWork = z.infer<typeof countedWork>;

/** The phases, in the order in which they are done. */
export const PHASES = ['cold', 'same', 'grown', 'slide'] as const;

/** What `npm run bench -- --counts` writes, and `--against` reads. */
export const countsSchema = z.strictObject({ counts: z.array(countedWork).min(1) });

/** Links and updates a program as the bench does, twice, and counts. */
export function countWork(functions: number, host: HostName): CountedWork {
  const counter = new WorkCounter();
  const observed = phasesOf(startProgram(functions, host, counter));
  const program = startProgram(functions, host);
  const take = countWrites(program.linker.image);
  const unobserved = phasesOf(program);
  const count = (phase: (typeof PHASES)[number]): CountedWork['cold'] => {
    observed[phase]();
    const unobservedRowReads = countRowReads(unobserved[phase]);
    const { writes, bytes } = take();
    const unobservedCounts = { unobservedWrites: writes, unobservedBytes: bytes };
    return { ...counter.take(), ...unobservedCounts, unobservedRowReads };
  };
  return {
    functions,
    host,
    cold: count('cold'),
    same: count('same'),
    grown: count('grown'),
    slide: count('slide'),
  };
}

/** What is done in each phase. */
function phasesOf(program: BenchProgram): Readonly<Record<(typeof PHASES)[number], () => void>> {
  const update = (growth: number): void => {
    for (const index of picks(program.size, UPDATES)) {
      program.update(index, growth);
      program.linker.flush();
    }
  };
  return {
    cold: () => {
      program.link();
    },
    same: () => {
      update(0);
    },
    grown: () => {
      update(GROWTH);
    },
    slide: () => {
      program.outgrowData();
      program.linker.flush();
    },
  };
}
