import {
  Coff2,
  HOST_PROFILES,
  type CodeGenerator,
  type HostName,
  type LinkObserver,
} from '../../reference';
import { BenchProgram } from './program';

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

/** A program that is not linked yet, and its linker. */
export function startProgram(
  functions: number,
  host: HostName,
  observer: LinkObserver | null = null,
): BenchProgram {
  return new BenchProgram(functions, new Coff2({}, HOST_PROFILES[host], noConstants, observer));
}

/** Random functions to update, but the same on every run. */
export function* picks(functions: number, count: number): Generator<number, void, undefined> {
  let state = 12345;
  for (let i = 0; i < count; i += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    yield (state >>> 8) % functions;
  }
}

/** Updates of one function each that are measured or counted, of each kind. */
export const UPDATES = 1000;

/** Bytes by which a function grows in a growing update. */
export const GROWTH = 150;
