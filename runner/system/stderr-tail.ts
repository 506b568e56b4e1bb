import type { Readable } from 'node:stream';
import { oneLine } from '../text/one-line';

/** Bytes that are kept. */
const MAX_KEPT = 0x4000;

/** The end of what a process writes to standard error. The rest is dropped. */
export class StderrTail {
  /** Resolves when standard error has ended. */
  readonly ended: Promise<void>;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #isCut = false;

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      this.#keep(chunk);
    });
    this.ended = new Promise((resolve) => {
      stream.once('close', resolve).once('error', () => {
        resolve();
      });
    });
  }

  /** The whole lines that were kept. */
  lines(): readonly string[] {
    const bytes = Buffer.concat(this.#chunks);
    const lines = bytes
      .subarray(Math.max(0, bytes.length - MAX_KEPT))
      .toString('utf8')
      .split('\n');
    if (this.#isCut && lines.length > 1) lines.shift();
    if (lines.at(-1) === '') lines.pop();
    return lines.map((line) => oneLine(line.replace(/\r$/, '').replaceAll('\t', '    ')));
  }

  #keep(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#isCut ||= this.#size > MAX_KEPT;
    for (;;) {
      const oldest = this.#chunks[0]?.length ?? 0;
      if (this.#chunks.length < 2 || this.#size - oldest < MAX_KEPT) return;
      this.#chunks.shift();
      this.#size -= oldest;
    }
  }
}
