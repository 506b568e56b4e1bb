import { spawn } from 'node:child_process';
import * as readline from 'node:readline';
import type { Counts } from './examination';
import type { CorpusFile } from './gather-files';

/** How another program reads a file: its counts, or why it reads none. */
export type OtherReading = Partial<Counts> | { readonly failure: string };

/** Files that one process reads. */
const BATCH = 100;

const OPTIONS = {
  image: ['--sections', '--coff-imports', '--coff-exports', '--coff-basereloc'],
  object: ['--sections', '--relocations'],
} as const;

/** Reads files with llvm-readobj, by the path of the file. */
export async function readWithReadobj(
  program: string,
  files: readonly CorpusFile[],
): Promise<ReadonlyMap<string, OtherReading>> {
  const readings = new Map<string, OtherReading>();
  for (const kind of ['image', 'object'] as const) {
    const wanted = files.filter((file) => file.kind === kind).map(({ file }) => file);
    for (let at = 0; at < wanted.length; at += BATCH) {
      await readBatch(program, kind, wanted.slice(at, at + BATCH), readings);
    }
  }
  return readings;
}

/** A file that ends the process is read alone, and fails; so are the others, which are read then. */
async function readBatch(
  program: string,
  kind: 'image' | 'object',
  files: readonly string[],
  readings: Map<string, OtherReading>,
): Promise<void> {
  const { counts, failure } = await run(program, kind, files);
  if (failure === null) {
    for (const file of files) readings.set(file, counts.get(file) ?? { failure: 'no answer' });
    return;
  }
  if (files.length === 1) {
    readings.set(files[0] as string, { failure });
    return;
  }
  const half = Math.ceil(files.length / 2);
  await readBatch(program, kind, files.slice(0, half), readings);
  await readBatch(program, kind, files.slice(half), readings);
}

async function run(
  program: string,
  kind: 'image' | 'object',
  files: readonly string[],
): Promise<{ readonly counts: ReadonlyMap<string, Counts>; readonly failure: string | null }> {
  const child = spawn(program, [...OPTIONS[kind], ...files], { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const counts = new Map<string, Counts>();
  const reader = new OutputReader(kind, counts);
  for await (const line of readline.createInterface({ input: child.stdout })) reader.take(line);
  const code = await ended;
  const failure = code === 0 ? null : (reasonOf(errors.join('')) ?? `exit code ${code ?? 0}`);
  return { counts, failure };
}

/** Counts what llvm-readobj prints. */
export class OutputReader {
  #counts: { -readonly [Key in keyof Counts]-?: number } | null = null;
  #block = '';

  constructor(
    readonly kind: 'image' | 'object',
    readonly results: Map<string, Counts>,
  ) {}

  take(line: string): void {
    if (line.startsWith('File: ')) {
      this.#counts = { sections: 0, imports: 0, exports: 0, relocations: 0 };
      this.results.set(line.slice('File: '.length), this.#counts);
      return;
    }
    if (this.#counts === null) return;
    if (/^\S/.test(line)) this.#block = line;
    if (/^ {2}Section \{/.test(line) && this.#block.startsWith('Sections'))
      this.#counts.sections += 1;
    else if (this.#block.startsWith('Import {') && line.startsWith('  Symbol: '))
      this.#counts.imports += 1;
    else if (line.startsWith('Export {')) this.#counts.exports += 1;
    else if (this.#isRelocation(line)) this.#counts.relocations += 1;
  }

  #isRelocation(line: string): boolean {
    if (this.kind === 'image')
      return this.#block.startsWith('BaseReloc') && line.trim() === 'Entry {';
    return this.#block.startsWith('Relocations') && /^ {4}0x[0-9A-F]+ /.test(line);
  }
}

/** The last line of what it says of an error, without the path of the file. */
function reasonOf(errors: string): string | undefined {
  return errors
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/^.*error: ('[^']*': )?/, '');
}
