import * as fs from 'node:fs';
import * as path from 'node:path';
import { execa } from 'execa';

/**
 * Loaded before the program: counts what it does to files of a folder, and kills it at a step. A step is a call
 * that creates, writes, cuts, renames or removes. "before" kills it instead of the step; "half" lets a write do half
 * of its bytes first. A call that changes files in another way ends it, so that no step is missed.
 */
const PRELOADED = `
const fs = require('node:fs');
const path = require('node:path');
const { UNDER, AT, HOW } = process.env;
const open = new Set();
let steps = 0;
const halves = [];
const isWithin = (file) =>
  typeof file === 'number' ? open.has(file) : path.resolve(String(file)).startsWith(UNDER);
const die = () => { process.kill(process.pid, 'SIGKILL'); };
const count = (half) => {
  if (steps === Number(AT)) {
    if (HOW === 'half') half?.();
    die();
  }
  if (half !== undefined) halves.push(steps);
  steps += 1;
};
const wrap = (name, half) => {
  const original = fs[name];
  fs[name] = (...given) => {
    const hasTwo = name === 'renameSync' || name === 'copyFileSync';
    if (isWithin(given[0]) || (hasTwo && isWithin(given[1])))
      count(half && (() => half(original, given)));
    return original(...given);
  };
};
const halfFile = (write, [file, data, ...rest]) => {
  const bytes = Buffer.from(data);
  write(file, bytes.subarray(0, bytes.length >> 1), ...rest);
};
const halfRange = (write, [fd, bytes, offset, length, position]) =>
  write(fd, bytes, offset, length >> 1, position);
wrap('writeFileSync', halfFile);
wrap('writeSync', halfRange);
const COUNTED = ['renameSync', 'copyFileSync', 'rmSync', 'unlinkSync', 'truncateSync', 'ftruncateSync', 'mkdirSync',
  'mkdtempSync', 'rmdirSync'];
for (const name of COUNTED) wrap(name);
const { openSync, closeSync } = fs;
// A way to change files that is not counted would not be killed at.
const CHANGES = /^(append|copy|cp|ftruncate|futimes|link|mk|rename|rm|symlink|truncate|unlink|utimes|write)/;
const counted = new Set([...COUNTED, 'writeFileSync', 'writeSync']);
const refuse = (of, name) => {
  const original = of[name];
  of[name] = (...given) => {
    if (given.slice(0, 2).some((file) => ['string', 'number'].includes(typeof file) && isWithin(file))) {
      process.stderr.write('killed-at-step.ts counts no ' + name + '\\n');
      process.exit(70);
    }
    return original.apply(of, given);
  };
};
for (const of of [fs, fs.promises])
  for (const name of Object.keys(of))
    if (CHANGES.test(name) && typeof of[name] === 'function' && !(of === fs && counted.has(name))) refuse(of, name);
for (const [of, name] of [[fs, 'createWriteStream'], [fs, 'open'], [fs.promises, 'open']]) refuse(of, name);
fs.openSync = (file, flags, ...rest) => {
  const isWritten = isWithin(file) && flags !== undefined && flags !== 'r';
  if (isWritten) count();
  const fd = openSync(file, flags, ...rest);
  if (isWritten) open.add(fd);
  return fd;
};
fs.closeSync = (fd) => {
  open.delete(fd);
  closeSync(fd);
};
process.on('exit', () => process.stderr.write('steps ' + steps + ', halves ' + halves + '\\n'));
`;

/** How a process dies: before a step, or with half of a write done. */
export type Death = 'before' | 'half';

/** Starts the compiled program again and again, to kill it at each of its steps. */
export class KilledProgram {
  readonly #program: string;
  readonly #preloaded: string;
  readonly #under: string;

  /**
   * @param program its main file
   * @param scratch folder for what is loaded before it
   * @param under the folder whose files count
   */
  constructor(program: string, scratch: string, under: string) {
    this.#program = program;
    this.#under = under;
    this.#preloaded = path.join(scratch, 'killed-at-step.cjs');
    fs.writeFileSync(this.#preloaded, PRELOADED);
  }

  /** Lets it end. @returns where it can be killed: before each step, and within each write */
  async run(...args: readonly string[]): Promise<readonly (readonly [step: number, Death])[]> {
    const { exitCode, stderr } = await this.#start(args, -1, 'before');
    const [, steps, halves = ''] = /^steps (\d+), halves ([\d,]*)$/m.exec(stderr) ?? [];
    if (exitCode !== 0 || steps === undefined) throw new Error(`it fails: ${stderr}`);
    const before = Array.from({ length: Number(steps) }, (_, step) => [step, 'before'] as const);
    const half = halves.split(',').filter((step) => step !== '');
    return [...before, ...half.map((step) => [Number(step), 'half'] as const)];
  }

  /** Kills it at a step, from 0. @throws Error if it does not come so far */
  async kill(step: number, death: Death, ...args: readonly string[]): Promise<void> {
    const { signal, stderr } = await this.#start(args, step, death);
    if (signal !== 'SIGKILL') throw new Error(`it was not killed at step ${step}: ${stderr}`);
  }

  async #start(
    args: readonly string[],
    step: number,
    death: Death,
  ): Promise<{ readonly exitCode?: number; readonly signal?: string; readonly stderr: string }> {
    const { exitCode, signal, stderr } = await execa(
      process.execPath,
      ['--require', this.#preloaded, this.#program, ...args],
      {
        reject: false,
        env: { UNDER: this.#under, AT: String(step), HOW: death, NO_COLOR: '1' },
      },
    );
    return {
      ...(exitCode !== undefined && { exitCode }),
      ...(signal !== undefined && { signal }),
      stderr,
    };
  }
}
