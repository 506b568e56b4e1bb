import { z } from 'zod';
import { HOST_NAMES, type HostName } from '../../reference';
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

/** Links and updates a program as the bench does, and counts. */
export function countWork(functions: number, host: HostName): CountedWork {
  const counter = new WorkCounter();
  const program = startProgram(functions, host, counter);
  const update = (growth: number): void => {
    for (const index of picks(functions, UPDATES)) {
      program.update(index, growth);
      program.linker.flush();
    }
  };
  program.link();
  const cold = counter.take();
  update(0);
  const same = counter.take();
  update(GROWTH);
  const grown = counter.take();
  program.outgrowData();
  program.linker.flush();
  return { functions, host, cold, same, grown, slide: counter.take() };
}
