import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import type { Layer, LayerResult, LayerState } from './layer';
import type { Mutant } from './rows/mutant';

/**
 * What each layer judges by, and mutants are made of: files and folders of the package. Cases are not
 * among them, because a result says which of them it has judged.
 */
const INPUTS: Readonly<Record<Layer, readonly string[]>> = {
  vectors: ['reference', 'runner/case', 'oracle/expected.json', 'oracle/scripts'],
  cases: ['reference', 'runner/case', 'runner/judge', 'runner/image'],
  runs: ['reference', 'runner/case'],
  same: [
    'reference',
    'runner/case',
    'runner/judge',
    'runner/image',
    'runner/same',
    'runner/mutants/foreign-linker.ts',
    'runner/mutants/judge-same.ts',
  ],
  unit: ['reference'],
};

/**
 * What was found of mutants so far, so that an interrupted run goes on where it was. A result counts
 * as long as nothing changes that it depends on: the mutation, the linker, and what judges.
 */
export class ResultStore {
  readonly #file: string;
  readonly #results = new Map<string, LayerResult>();
  readonly #digests: ReadonlyMap<Layer, string>;

  /** @param file one result a line; made if it is not there */
  constructor(file: string) {
    this.#file = file;
    this.#digests = new Map(
      Object.entries(INPUTS).map(([layer, inputs]) => [layer as Layer, digestOf(layer, inputs)]),
    );
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (!fs.existsSync(file)) return;
    for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
      const result = parse(line);
      if (result !== null) this.#results.set(`${result.mutant}\0${result.layer}`, result);
    }
  }

  /**
   * What a layer found of a mutant; undefined if it has not judged it as it is now.
   * @param cases digests of all cases: one that changed outdates what was found with it
   */
  find(mutant: Mutant, layer: Layer, cases: ReadonlySet<string>): LayerState | undefined {
    const result = this.#results.get(`${mutant.name}\0${layer}`);
    if (result?.key !== this.#key(mutant, layer)) return undefined;
    return result.cases.every((digest) => cases.has(digest)) ? result : undefined;
  }

  add(mutant: Mutant, layer: Layer, { catches, cases }: LayerState): void {
    const result = { mutant: mutant.name, layer, key: this.#key(mutant, layer), catches, cases };
    this.#results.set(`${mutant.name}\0${layer}`, result);
    fs.appendFileSync(this.#file, `${JSON.stringify(result)}\n`);
  }

  #key({ file, find, replace }: Mutant, layer: Layer): string {
    const hash = createHash('sha256').update(this.#digests.get(layer) ?? '');
    return hash.update(JSON.stringify([file, find, replace])).digest('hex');
  }
}

/** Null for a line that an interrupted run left half-written, or an older version wrote. */
function parse(line: string): LayerResult | null {
  if (!line.endsWith('}')) return null;
  try {
    const result = JSON.parse(line) as LayerResult;
    return Array.isArray(result.cases) ? result : null;
  } catch {
    return null;
  }
}

function digestOf(layer: string, inputs: readonly string[]): string {
  const hash = createHash('sha256').update(layer);
  const read = (file: string): void => {
    if (fs.statSync(file).isDirectory()) {
      for (const name of fs.readdirSync(file).sort()) read(path.join(file, name));
      return;
    }
    // Tests judge only where they are run.
    if (file.endsWith('.test.ts') && layer !== 'unit') return;
    hash.update(path.relative(packageRoot(), file)).update(fs.readFileSync(file));
  };
  for (const input of inputs) read(path.join(packageRoot(), input));
  return hash.digest('hex');
}
