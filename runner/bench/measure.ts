import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostName } from '../../reference';
import type { BenchProgram } from './program';
import { GROWTH, picks, startProgram, UPDATES } from './start-program';

/** Microseconds. */
export interface UpdateTimes {
  readonly median: number;
  /** The slowest update; of several runs, the median of theirs. */
  readonly worst: number;
  /** The slowest update of any run. */
  readonly slowest: number;
}

/** What one program came to on one host profile. */
export interface Measurement {
  readonly functions: number;
  readonly host: HostName;
  /** Milliseconds from nothing to the first flushed image. */
  readonly cold: number;
  /** Updates of one function each, with flush, that keep its size. */
  readonly same: UpdateTimes;
  /** The same, each of a function that grows. */
  readonly grown: UpdateTimes;
  /** Milliseconds of the update with which the data section outgrows its memory: all code slides. */
  readonly slide: number;
  /** Microseconds: the median of as many updates that keep the size, after {@link SETTLING} others. */
  readonly settled: number;
  /** Bytes of the image before that. */
  readonly image: number;
  /** Bytes of memory that the process had at most, before that. */
  readonly peak: number;
}

/** What a long session came to. */
export interface Soak {
  readonly functions: number;
  readonly host: HostName;
  readonly updates: number;
  /** Microseconds an update, flush included. */
  readonly mean: number;
  /** Bytes of resident memory after half of the updates, by when all have grown once, and after all. */
  readonly residentBefore: number;
  readonly residentAfter: number;
  /** Relocations that memory is held for, at the same two moments. */
  readonly relocsBefore: number;
  readonly relocsAfter: number;
}

/**
 * Milliseconds between the first link and the first update: nobody edits a source sooner. A garbage collection that
 * the link began ends in them; otherwise one of the first updates waits for it.
 */
export const PAUSE = 200;

/** By then V8 has compiled what an update runs; a thousand updates are over before that. */
const SETTLING = 20_000;

function milliseconds(act: () => void): number {
  const before = performance.now();
  act();
  return performance.now() - before;
}

/** @param skipped so many updates come before those that count */
function timeUpdates(
  program: BenchProgram,
  functions: number,
  growth: number,
  skipped = 0,
): UpdateTimes {
  const all: number[] = [];
  for (const index of picks(functions, skipped + UPDATES)) {
    const time = milliseconds(() => {
      program.update(index, growth);
      program.linker.flush();
    });
    all.push(time * 1000);
  }
  const times = all.slice(skipped).sort((a, b) => a - b);
  const worst = times.at(-1) ?? NaN;
  return { median: times[times.length >> 1] ?? NaN, worst, slowest: worst };
}

/** Measures one program; meant for a process of its own, because of the peak memory. */
export async function measure(functions: number, host: HostName): Promise<Measurement> {
  const program = startProgram(functions, host);
  const cold = milliseconds(() => {
    program.link();
  });
  await sleep(PAUSE);
  const same = timeUpdates(program, functions, 0);
  const grown = timeUpdates(program, functions, GROWTH);
  const image = program.linker.image.length;
  const peak = process.resourceUsage().maxRSS * 1024;
  const slide = milliseconds(() => {
    program.outgrowData();
    program.linker.flush();
  });
  // Last, so that it changes nothing of what is measured before.
  const { median: settled } = timeUpdates(program, functions, 0, SETTLING);
  return { functions, host, cold, same, grown, slide, settled, image, peak };
}

/**
 * Measures whether memory stays flat; every second update grows its function or cuts it back.
 * @param done is told every now and then how many updates were made
 */
export function soak(
  functions: number,
  host: HostName,
  updates: number,
  done: (count: number) => void,
): Soak {
  const program = startProgram(functions, host);
  program.link();
  let residentBefore = 0;
  let relocsBefore = 0;
  let count = 0;
  const time = milliseconds(() => {
    for (const index of picks(functions, updates)) {
      program.update(index, count % 2 === 0 ? 0 : GROWTH);
      program.linker.flush();
      count += 1;
      if (count % 10_000 === 0) done(count);
      if (count === updates >> 1) {
        residentBefore = process.memoryUsage.rss();
        relocsBefore = program.linker.relocCapacity;
      }
    }
  });
  return {
    functions,
    host,
    updates,
    mean: (time * 1000) / updates,
    residentBefore,
    residentAfter: process.memoryUsage.rss(),
    relocsBefore,
    relocsAfter: program.linker.relocCapacity,
  };
}
