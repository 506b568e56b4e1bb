import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Command } from 'commander';
import pLimit from 'p-limit';
import { fuzzReader, type ReaderFuzzResult } from './fuzz-reader';
import { makeInput } from './mutate/make-input';
import type { Reader } from './readers/reader';
import { READERS } from './readers';
import { tryInput } from './try-input';

/** Inputs of a reader that takes no time; see `Reader.share`. */
const INPUTS = 100_000;

interface Options {
  readonly reader: readonly string[];
  readonly seed: number;
  readonly inputs: number;
  readonly input?: number;
  readonly file?: string;
  readonly jobs: number;
  readonly out: string;
}

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`expected a number, got ${text}`);
  return value;
}

function chosen({ reader }: Options): readonly Reader[] {
  for (const name of reader) {
    if (READERS.every((one) => one.name !== name)) {
      const names = READERS.map((one) => one.name).join(', ');
      throw new Error(`--reader: expected one of ${names}, got ${name}`);
    }
  }
  return READERS.filter(({ name }) => reader.length === 0 || reader.includes(name));
}

/** Tries one input in this process, so that a debugger can look at it. */
async function tryOne(reader: Reader, { seed, input = 0, file }: Options): Promise<void> {
  const bytes =
    file === undefined
      ? makeInput(reader.seeds(), reader.form, seed, input).bytes
      : fs.readFileSync(file);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-reader-'));
  try {
    const failure = await tryInput(reader, bytes, folder);
    process.stdout.write(failure === null ? `${reader.name}: holds\n` : `${failure.what}\n`);
    if (failure !== null) process.exitCode = 1;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Keeps the inputs that failed, and says how to repeat them. */
function report(reader: Reader, result: ReaderFuzzResult, { seed, out }: Options): void {
  const failures = result.failed.reduce((sum, { count }) => sum + count, 0);
  process.stdout.write(`${reader.name}: ${result.tried} inputs, ${failures} failures\n`);
  for (const { number, failure, count } of result.failed) {
    const file = path.join(out, `${reader.name}-${seed}-${number}`);
    const made = makeInput(reader.seeds(), reader.form, seed, number);
    fs.mkdirSync(out, { recursive: true });
    fs.writeFileSync(file, made.bytes);
    const repeat = `npm run reader-fuzz -- --reader ${reader.name} --file ${file}`;
    process.stdout.write(
      `  input ${number}, of ${made.seed} (${count} times): ${failure.what}\n  repeat it: ${repeat}\n`,
    );
  }
  if (failures > 0) process.exitCode = 1;
}

async function main(options: Options): Promise<void> {
  const readers = chosen(options);
  if (options.input !== undefined || options.file !== undefined) {
    const [reader] = readers;
    if (reader === undefined || readers.length > 1) throw new Error('--input needs one --reader');
    return tryOne(reader, options);
  }
  process.stdout.write(`seed ${options.seed}\n`);
  const limit = pLimit(options.jobs);
  await Promise.all(
    readers.map((reader) =>
      limit(async () => {
        const end = Math.ceil(options.inputs * (reader.share ?? 1));
        const { name } = reader;
        report(
          reader,
          await fuzzReader({ reader: name, seed: options.seed, start: 0, end }),
          options,
        );
      }),
    ),
  );
}

const command = new Command('reader-fuzz')
  .description('gives the readers of the suite inputs with some bytes changed')
  .option('--reader <names...>', 'only these readers', [])
  .option('--seed <n>', 'of the run: it and the number of an input determine the input', integer, 1)
  .option('--inputs <n>', 'inputs of each reader; of slow ones, a share', integer, INPUTS)
  .option('--input <n>', 'try only the input of this number, in this process', integer)
  .option('--file <file>', 'try only this file, in this process')
  .option('--jobs <n>', 'readers at a time', integer, os.availableParallelism())
  .option('--out <folder>', 'folder for inputs that fail', path.join('fuzz', 'readers'))
  .action(main);

void command.parseAsync().catch((error: unknown) => {
  process.stderr.write(`reader-fuzz: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
