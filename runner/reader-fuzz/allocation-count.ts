type Made = abstract new (...given: never[]) => { readonly byteLength: number };

const TYPES = [
  'ArrayBuffer',
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float64Array',
  'BigUint64Array',
  'BigInt64Array',
] as const;

/** Bytes that were allocated by a number since the last look. */
let allocated = 0;

/** What is refused before it is made: no input of a test is worth so many bytes. */
const LARGEST = 0x4000_0000;

/** An array that a count in the input has made too large. */
export class AllocationTooLarge extends RangeError {
  override readonly name = 'AllocationTooLarge';
}

function take(size: unknown): void {
  if (typeof size !== 'number') return;
  allocated += size;
  if (size > LARGEST) throw new AllocationTooLarge(`an array of ${size} bytes`);
}

/**
 * Counts the bytes of arrays that are made by their length from now on, in this thread: V8 does not count them as
 * its own, and a count in an input is what makes them large.
 */
export function countAllocations(): void {
  const types = globalThis as unknown as Record<string, Made & { BYTES_PER_ELEMENT?: number }>;
  for (const name of TYPES) {
    const original = types[name] as Made & { BYTES_PER_ELEMENT?: number };
    const width = original.BYTES_PER_ELEMENT ?? 1;
    types[name] = new Proxy(original, {
      construct: (target, given: readonly unknown[], newTarget): object => {
        const [size] = given;
        take(typeof size === 'number' ? size * width : size);
        return Reflect.construct(target, given, newTarget) as object;
      },
    });
  }
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const) {
    const original = Buffer[name].bind(Buffer) as (...given: unknown[]) => Buffer;
    Object.defineProperty(Buffer, name, {
      value: (size: unknown, ...given: unknown[]) => {
        take(size);
        return original(size, ...given);
      },
    });
  }
}

/** Bytes that were allocated since the last call. */
export function takeAllocated(): number {
  const bytes = allocated;
  allocated = 0;
  return bytes;
}
