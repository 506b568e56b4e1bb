import { Presets, SingleBar } from 'cli-progress';
import type { Io } from './io';

/**
 * Work that takes longer than this, in milliseconds, shows a progress bar: short enough that nobody looks at a
 * blank screen for a second, and long enough that quick commands show none.
 */
const PATIENCE = 500;

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
  #timer: NodeJS.Timeout | undefined;
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
              formatTime: timeLeft,
            },
            Presets.legacy,
          )
        : null;
    // The first part of the work may take long.
    if (this.#bar !== null)
      this.#timer = setTimeout(() => {
        this.#show(0);
      }, PATIENCE).unref();
  }

  /**
   * @param done how much of the total is done
   * @param label what is being done, if that changes
   */
  update(done: number, label = this.#label): void {
    if (this.#bar === null) return;
    if (!this.#shown) {
      if (Date.now() - this.#start < PATIENCE) return;
      this.#show(done, label);
    }
    this.#bar.update(done, { label });
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#shown) this.#bar?.stop();
  }

  #show(done: number, label = this.#label): void {
    clearTimeout(this.#timer);
    if (this.#shown) return;
    this.#bar?.start(this.#total, done, { label });
    this.#shown = true;
  }
}

/** Of the bar's time the unit is seconds. It gives a word where it cannot tell how long the rest takes. */
function timeLeft(seconds: number | string): string {
  if (typeof seconds !== 'number') return '';
  if (seconds < 60) return `${seconds} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? `${minutes} min left`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
