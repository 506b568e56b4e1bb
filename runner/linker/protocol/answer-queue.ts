import type { Readable } from 'node:stream';
import { AnswerLines, AnswerTooLong } from './answer-lines';

/** What an adapter sends: a line, a line that is too long, or the end of its output. */
export type Incoming =
  | { readonly kind: 'line'; readonly bytes: Buffer }
  | { readonly kind: 'too long'; readonly reason: string }
  | { readonly kind: 'end' };

/**
 * The lines of an adapter. One line is always read ahead, so that an answer that nobody asked for is
 * noticed. If the adapter writes more, it has to wait.
 */
export class AnswerQueue {
  readonly #lines: AnswerLines;
  #ahead!: Promise<Incoming>;
  #arrived: Incoming | null = null;

  constructor(stream: Readable) {
    this.#lines = new AnswerLines(stream);
    this.#readAhead();
  }

  /** What arrived and was not taken yet. */
  get arrived(): Incoming | null {
    return this.#arrived;
  }

  /** What arrives next. It is not taken. Never rejects. */
  peek(): Promise<Incoming> {
    return this.#ahead;
  }

  /** Takes what arrives next. */
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
      // The stream was cut off, for example by a kill.
      return { kind: 'end' };
    }
  }
}
