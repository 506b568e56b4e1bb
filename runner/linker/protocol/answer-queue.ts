import type { Readable } from 'node:stream';
import { AnswerLines, AnswerTooLong } from './answer-lines';

/** What comes from an adapter: a line, one that is too long, or the end of its output. */
export type Incoming =
  | { readonly kind: 'line'; readonly bytes: Buffer }
  | { readonly kind: 'too long'; readonly reason: string }
  | { readonly kind: 'end' };

/**
 * An adapter's lines. One is always being read ahead, so that what nobody asked for is seen; the
 * adapter waits if it writes more.
 */
export class AnswerQueue {
  readonly #lines: AnswerLines;
  #ahead!: Promise<Incoming>;
  #arrived: Incoming | null = null;

  constructor(stream: Readable) {
    this.#lines = new AnswerLines(stream);
    this.#readAhead();
  }

  /** What has come and was not taken yet. */
  get arrived(): Incoming | null {
    return this.#arrived;
  }

  /** What comes next; it stays there. Never rejects. */
  peek(): Promise<Incoming> {
    return this.#ahead;
  }

  /** Takes what comes next. */
  async take(): Promise<Incoming> {
    const taken = await this.#ahead;
    if (taken.kind === 'line') this.#readAhead();
    return taken;
  }

  #readAhead(): void {
    this.#arrived = null;
    this.#ahead = this.#read().then((incoming) => (this.#arrived = incoming));
  }

  async #read(): Promise<Incoming> {
    try {
      const bytes = await this.#lines.next();
      return bytes === null ? { kind: 'end' } : { kind: 'line', bytes };
    } catch (error) {
      if (error instanceof AnswerTooLong) return { kind: 'too long', reason: error.message };
      // The stream was cut off, as by a kill.
      return { kind: 'end' };
    }
  }
}
