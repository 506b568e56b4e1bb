import { Presets, SingleBar } from 'cli-progress';
import type { Io } from './io';

/** Work that takes longer than this, in milliseconds, shows a progress bar. */
const PATIENCE = 1000;

/** Columns for the longest label, the percentage and the time. */
const BESIDE_BAR = 60;

/** Columns of the bar itself. On a narrow terminal it is cut first. */
function barSize(columns = 80): number {
  return Math.max(10, Math.min(40, columns - BESIDE_BAR));
}

/** A progress bar on standard error, only on a terminal and only for long work. */
export class Progress {
  readonly #bar: SingleBar | null;
  readonly #label: string;
  readonly #total: number;
  readonly #start = Date.now();
  #shown = false;

  /** @param total how much there is to do, in any unit; 0 if unknown, and then there is no bar */
  constructor(io: Io, label: string, total: number) {
    this.#label = label;
    this.#total = total;
    this.#bar =
      io.stderr.isTTY === true && total > 0
        ? new SingleBar(
            {
              format: '{label} [{bar}] {percentage}% {eta_formatted}',
              barsize: barSize(io.stderr.columns),
              stream: io.stderr,
              clearOnComplete: true,
              hideCursor: true,
            },
            Presets.legacy,
          )
        : null;
  }

  /**
   * @param done how much of the total is done
   * @param label what is being done, if that changes
   */
  update(done: number, label = this.#label): void {
    if (this.#bar === null) return;
    if (!this.#shown) {
      if (Date.now() - this.#start < PATIENCE) return;
      this.#bar.start(this.#total, done, { label });
      this.#shown = true;
    }
    this.#bar.update(done, { label });
  }

  stop(): void {
    if (this.#shown) this.#bar?.stop();
  }
}
