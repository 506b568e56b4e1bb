import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Coff2 } from '../../reference';
import { compareImages } from '../same/compare-images';
import type { KnownPlace } from '../same/same-result';
import { GROWTH, picks, startProgram } from './start-program';

/** What comparing two images of one program came to. */
export interface SameTimes {
  /** "1000 functions", or the files. */
  readonly what: string;
  /** Bytes of the first image. */
  readonly size: number;
  /** "same". */
  readonly verdict: string;
  /** Functions that were compared. */
  readonly procedures: number;
  /** Milliseconds of processor time of the first comparison, in code that nothing warmed up. */
  readonly cold: number;
  /** The median of those after it. */
  readonly warm: number;
}

/** Numbers of functions: images of 20 KB, of 3.5 MB, and of a large program. */
export const SAME_SIZES: readonly number[] = [100, 12_500, 100_000];

/** Comparisons after the first one; of small images, as many as it takes to compile what they run. */
const REPEATED = 4;
const REPEATED_SMALL = 100;
const SMALL = 0x10_0000;

/**
 * Compares what the reference links on two hosts, after some functions grew on one of them first and on
 * the other last. Meant for a process of its own.
 */
export function measureSame(functions: number): SameTimes {
  const grown = [...new Set(picks(functions, functions / 10))];
  const linked = (host: 'linux-tmpfs' | 'windows', order: readonly number[]): Coff2 => {
    const program = startProgram(functions, host);
    program.link();
    for (const index of order) program.update(index, GROWTH);
    program.linker.flush();
    return program.linker;
  };
  const a = linked('linux-tmpfs', grown);
  const b = linked('windows', grown.toReversed());
  const [one, other] = [a, b].map(({ image }) => Uint8Array.from(image.contents())) as [
    Uint8Array,
    Uint8Array,
  ];
  return measurePair(`${functions} functions`, one, other, knownPlaces(a, b));
}

/** All symbols: from the entry point alone, few of so many functions are reached. */
function knownPlaces(a: Coff2, b: Coff2): readonly KnownPlace[] {
  const others = new Map(b.symbolMap().map(({ symbol, rva }) => [JSON.stringify(symbol), rva]));
  return a.symbolMap().flatMap(({ symbol, rva }) => {
    const name = JSON.stringify(symbol);
    const other = others.get(name);
    return other === undefined ? [] : [{ name, a: rva, b: other }];
  });
}

/** Compares two files. Meant for a process of its own. */
export function measureFiles(a: string, b: string): SameTimes {
  const [one, other] = [a, b].map((file) => new Uint8Array(fs.readFileSync(file))) as [
    Uint8Array,
    Uint8Array,
  ];
  return measurePair([a, b].map((file) => path.basename(file)).join(' and '), one, other, []);
}

function measurePair(
  what: string,
  a: Uint8Array,
  b: Uint8Array,
  known: readonly KnownPlace[],
): SameTimes {
  const timed = (): number => {
    const before = process.cpuUsage();
    compareImages(a, b, { known });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const cold = timed();
  const length = a.length < SMALL ? REPEATED_SMALL : REPEATED;
  const warm = Array.from({ length }, timed).sort((one, other) => one - other);
  const { verdict, figures } = compareImages(a, b, { known });
  const { procedures } = figures;
  return { what, size: a.length, verdict, procedures, cold, warm: warm[length >> 1] ?? NaN };
}
