import type { ImageBytes } from '../../reference';

/** Writes to an image, as `LinkObserver.written` tells of them. */
export interface WriteCounts {
  readonly writes: number;
  /** Bytes in them. */
  readonly bytes: number;
}

/**
 * Counts the writes to the image of a linker that has no observer, and so flushes many moved symbols at once: the
 * methods of this one image are wrapped. The headers are written before.
 * @returns what was counted since the last call
 */
export function countWrites(image: ImageBytes): () => WriteCounts {
  let [writes, bytes] = [0, 0];
  const written = (size: number): void => {
    writes += 1;
    bytes += size;
  };
  const original = methodsOf(image);
  image.write = (at, source, start?: number, end?: number) => {
    original.write(at, source, start, end);
    written((end ?? source.length) - (start ?? 0));
  };
  image.fill = (at, byte, count) => {
    original.fill(at, byte, count);
    written(count);
  };
  image.setUint16 = (at, value) => {
    original.setUint16(at, value);
    written(2);
  };
  image.setUint32 = (at, value) => {
    original.setUint32(at, value);
    written(4);
  };
  image.setUint64 = (at, value) => {
    original.setUint64(at, value);
    written(8);
  };
  image.setBigUint64 = (at, value) => {
    original.setBigUint64(at, value);
    written(8);
  };
  image.insertZeros = (at, count) => {
    original.insertZeros(at, count);
    written(image.length - at);
  };
  image.move = (from, to, size) => {
    original.move(from, to, size);
    written(size);
    written(size);
  };
  return () => {
    const counts = { writes, bytes };
    [writes, bytes] = [0, 0];
    return counts;
  };
}

type Writers = Pick<
  ImageBytes,
  | 'write'
  | 'fill'
  | 'setUint16'
  | 'setUint32'
  | 'setUint64'
  | 'setBigUint64'
  | 'insertZeros'
  | 'move'
>;

/** The methods that write, as they are now. */
function methodsOf(image: ImageBytes): Writers {
  return {
    write: image.write.bind(image),
    fill: image.fill.bind(image),
    setUint16: image.setUint16.bind(image),
    setUint32: image.setUint32.bind(image),
    setUint64: image.setUint64.bind(image),
    setBigUint64: image.setBigUint64.bind(image),
    insertZeros: image.insertZeros.bind(image),
    move: image.move.bind(image),
  };
}
