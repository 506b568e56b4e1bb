import { performance } from 'node:perf_hooks';
import { Coff2, HOST_PROFILES, type CodeGenerator, type HostName } from '../../reference';
import { BenchProgram } from './program';

/** Bytes by which a function grows in a growing update. */
export const GROWTH = 150;

const UPDATES = 1000;
const SOAK_UPDATES = 1_000_000;

/** Microseconds. */
export interface UpdateTimes {
  readonly median: number;
  readonly worst: number;
}

/** What one program came to on one host profile. */
export interface Measurement {
  /** Milliseconds from nothing to the first flushed image. */
  readonly cold: number;
  /** Updates of one function each, with flush, that keep its size. */
  readonly same: UpdateTimes;
  /** The same, each of a function that grows. */
  readonly grown: UpdateTimes;
  /** Bytes of the image after that. */
  readonly image: number;
  /** Bytes of memory that the process had at most. */
  readonly peak: number;
}

/** What a long session came to. */
export interface Soak {
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

/** The bench's program has neither constants nor lazy symbols. */
const noConstants: CodeGenerator = {
  describeUav: (uav) => {
    throw new Error(`no constant ${uav}`);
  },
  emitUav: (uav) => {
    throw new Error(`no constant ${uav}`);
  },
  emitLazy: (_kind, type) => {
    throw new Error(`no lazy symbol ${type}`);
  },
};

function start(functions: number, host: HostName): BenchProgram {
  return new BenchProgram(functions, new Coff2({}, HOST_PROFILES[host], noConstants));
}

/** Random, but the same on every run. */
function* picks(functions: number, count: number): Generator<number, void, undefined> {
  let state = 12345;
  for (let i = 0; i < count; i += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    yield (state >>> 8) % functions;
  }
}

function timeUpdates(program: BenchProgram, functions: number, growth: number): UpdateTimes {
  const times: number[] = [];
  for (const index of picks(functions, UPDATES)) {
    const before = performance.now();
    program.update(index, growth);
    program.linker.flush();
    times.push((performance.now() - before) * 1000);
  }
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1] ?? NaN, worst: times.at(-1) ?? NaN };
}

/** Measures one program; meant for a process of its own, because of the peak memory. */
export function measure(functions: number, host: HostName): Measurement {
  const program = start(functions, host);
  const before = performance.now();
  program.link();
  const cold = performance.now() - before;
  const same = timeUpdates(program, functions, 0);
  const grown = timeUpdates(program, functions, GROWTH);
  return {
    cold,
    same,
    grown,
    image: program.linker.image.length,
    peak: process.resourceUsage().maxRSS * 1024,
  };
}

/** Measures whether memory stays flat; every second update grows its function or cuts it back. */
export function soak(functions: number, host: HostName): Soak {
  const program = start(functions, host);
  program.link();
  let residentBefore = 0;
  let relocsBefore = 0;
  let done = 0;
  const before = performance.now();
  for (const index of picks(functions, SOAK_UPDATES)) {
    program.update(index, done % 2 === 0 ? 0 : GROWTH);
    program.linker.flush();
    done += 1;
    if (done === SOAK_UPDATES / 2) {
      residentBefore = process.memoryUsage.rss();
      relocsBefore = program.linker.relocCapacity;
    }
  }
  return {
    updates: SOAK_UPDATES,
    mean: ((performance.now() - before) * 1000) / SOAK_UPDATES,
    residentBefore,
    residentAfter: process.memoryUsage.rss(),
    relocsBefore,
    relocsAfter: program.linker.relocCapacity,
  };
}
