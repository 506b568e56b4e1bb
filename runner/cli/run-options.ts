import * as fs from 'node:fs';
import * as path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { LEVELS, type Level } from '../judge/result/level';
import { CONFIG_FILE } from '../linker/config-file';
import { shellText } from '../system/shell-text';
import { UsageError } from '../system/usage-error';
import { didYouMean } from '../text/nearest-name';
import type { LinkerOptions } from './linker-option';
import { positive } from './number-option';
import type { ReportFiles } from './report-files';
import type { Shard } from './shard-option';
import { ZIG } from './zig-option';

/** The folder for the full explanations of differences, unless another one is named. */
export const DEFAULT_REPORTS = 'differences';

/** The options of `coff2 run`, as commander gives them. */
export interface RunOptions extends LinkerOptions, ReportFiles {
  readonly cases?: string;
  readonly shard?: Shard;
  readonly host?: string;
  readonly filter?: RegExp;
  readonly jobs: number;
  readonly wine: 'auto' | 'required' | 'off';
  readonly winePrefix?: string;
  readonly require?: readonly Level[];
  readonly goldens?: string;
  readonly reports: string;
  readonly keep?: string;
  readonly suggestExpectations?: true;
  readonly format: 'text' | 'github';
  readonly all?: true;
  readonly summary?: true;
  /** Ends the run after so many failing cases. */
  readonly bail?: number;
}

/** An option that may be given once: a second one would replace the first without a word. */
export function once(name: string): (value: string, before: string | undefined) => string {
  return (value, before) => {
    if (before === undefined) return value;
    throw new InvalidArgumentError(
      `${name} can be given once; name more linkers in ${CONFIG_FILE}.`,
    );
  };
}

/** @throws UsageError if the prefix to use is not there: Wine would only say that its server ends with 1 */
export function checkWinePrefix({ winePrefix }: Pick<RunOptions, 'winePrefix'>): void {
  if (winePrefix === undefined) return;
  const status = fs.statSync(winePrefix, { throwIfNoEntry: false });
  if (status?.isDirectory() === true) return;
  const what = status === undefined ? 'there is no such folder' : 'expected a folder';
  const make = `WINEPREFIX=${shellText([path.resolve(winePrefix)])} wineboot --init`;
  throw new UsageError(
    `--wine-prefix ${winePrefix}: ${what}; make a prefix (${make}), or leave the option out: the suite makes one then`,
  );
}

/** @throws UsageError if the expectations to go by are not there, and are not written by this run either */
export function checkExpectations({ expectations, suggestExpectations }: RunOptions): void {
  if (expectations === undefined || suggestExpectations === true) return;
  if (fs.statSync(expectations, { throwIfNoEntry: false }) !== undefined) return;
  throw new UsageError(
    `--expectations ${expectations}: there is no such file; --suggest-expectations writes it`,
  );
}

/** Parses `--require`. */
export function levels(text: string): readonly Level[] {
  return text.split(',').map((name) => {
    const level = LEVELS.find((one) => one === name.trim());
    if (level !== undefined) return level;
    throw new InvalidArgumentError(
      `Expected levels (${LEVELS.join(', ')}), got ${name}${didYouMean(name, LEVELS)}.`,
    );
  });
}

/** Parses the number of `--bail`, behind which commander takes the name of a case for it. */
export function bail(text: string): number {
  if (/^$|^[+-]?\.?\d/.test(text)) return positive(text);
  const word = shellText([text]);
  throw new InvalidArgumentError(
    `Expected a positive integer. Before a case, write --bail=1 ${word}, or put --bail last: ${word} --bail.`,
  );
}

/** Parses `--filter`. */
export function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** @throws UsageError if an option is about a linker that is not judged */
export function checkZigOptions({ zig, mode, linker }: RunOptions): void {
  const isZig = linker?.includes(ZIG) === true;
  const given = { '--zig': zig, '--mode': mode };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !isZig)
      throw new UsageError(`${name} goes only with --linker ${ZIG}`);
  }
}

/** @throws UsageError if one update alone cannot be judged so */
export function checkUpdate({ update, linker, adapter, suggestExpectations }: RunOptions): void {
  if (update === undefined) return;
  if (adapter !== undefined || linker === undefined || linker.some((name) => name !== ZIG)) {
    throw new UsageError(`--update goes only with --linker ${ZIG}`);
  }
  if (suggestExpectations === true) {
    throw new UsageError(
      '--suggest-expectations cannot be combined with --update: it needs all updates',
    );
  }
}
