import { takeAllocated } from './allocation-count';
import { ROOM, type Reader } from './readers/reader';

/** How an input fails. */
export interface InputFailure {
  /** What failures with the same cause have in common. */
  readonly kind: string;
  /** In one line or more. */
  readonly what: string;
}

/** Bytes that it may allocate for each byte of the input. */
const ROOM_PER_BYTE = 256;

/** Milliseconds that it may take for each byte of the input, beyond {@link Bounds.time}. */
const TIME_PER_BYTE = 0.05;

/** How often something that took too long is tried again: a first time, V8 compiles what it runs. */
const TRIES = 3;

/** The bounds of a reader. Tests have smaller ones. */
export interface Bounds {
  /** Milliseconds that it may take, whatever its input is: by the clock, and of processor time as well. */
  readonly time: number;
  /** Milliseconds after which it hangs. */
  readonly patience: number;
  /** Megabytes of heap. */
  readonly heap: number;
}

/** A machine with other work to do is slow, and no input is larger than a thousandth of the heap. */
export const BOUNDS: Bounds = { time: 2000, patience: 30_000, heap: 512 };

/**
 * Lets a reader read an input.
 * @param folder for files of the reader
 * @returns null if it takes it, or refuses it as it may
 */
export async function tryInput(
  reader: Reader,
  bytes: Buffer,
  folder: string,
  bounds: Bounds = BOUNDS,
): Promise<InputFailure | null> {
  const most = bounds.time + bytes.length * TIME_PER_BYTE;
  let fastest = Infinity;
  for (let tries = 0; tries < TRIES; tries += 1) {
    takeAllocated();
    const elapsed = stopwatch();
    const failure = await readOnce(reader, bytes, folder);
    if (failure !== null) return failure;
    fastest = Math.min(fastest, elapsed());
    const room = takeAllocated();
    if (room > (reader.room?.(bytes) ?? ROOM) + bytes.length * ROOM_PER_BYTE) {
      const what = `allocates ${room} bytes for an input of ${bytes.length} bytes`;
      return { kind: 'memory', what };
    }
    if (fastest <= most) return null;
  }
  const what = `takes ${Math.round(fastest)} ms for an input of ${bytes.length} bytes`;
  return { kind: 'time', what };
}

/**
 * Milliseconds by the clock or of this process's processor time, whichever are fewer: on a busy machine the clock goes on
 * while other processes compute, and other threads of this one compute, too.
 */
function stopwatch(): () => number {
  const start = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return Math.min(performance.now() - start, (user + system) / 1000);
  };
}

async function readOnce(
  reader: Reader,
  bytes: Buffer,
  folder: string,
): Promise<InputFailure | null> {
  try {
    // A reader must not change what it is given.
    await reader.read(Buffer.from(bytes), folder);
    return null;
  } catch (error) {
    if (reader.refusals.some((refusal) => error instanceof refusal)) return null;
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    const place = stack.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
    return {
      kind: `${name}${place.replace(/^\s+at ([\w.#<>]+)?.*$/, ' in $1')}`,
      what: `throws ${name}: ${message.slice(0, 300)}\n${stack.split('\n').slice(1, 7).join('\n')}`,
    };
  }
}
