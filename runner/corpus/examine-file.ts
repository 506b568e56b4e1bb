import * as fs from 'node:fs';
import { coff } from '../../reference';
import { importListing, importObject } from '../case/object-import/import-object';
import { ObjectError } from '../case/object-import/object-error';
import { explainDifferences } from '../difference/explain-differences';
import { checkImage } from '../image/check/check-image';
import type { Grade, Violation } from '../image/check/violation';
import { inspect } from '../image/inspect/inspect';
import type { Inspection } from '../image/inspect/inspection';
import { inspectionLines } from '../image/inspect/text/inspection-text';
import { PARTS } from '../image/inspect/inspection';
import { readImage } from '../image/read/image';
import { compareBriefly } from '../same/brief-comparison';
import type { CommandResult, Counts, Examination } from './examination';
import type { CorpusFile } from './gather-files';
import { movedImage } from './moved-image';
import { imageToolchain, objectToolchain } from './toolchain';

/** Milliseconds of computing after which a command is measured again, now that its code is compiled. */
const SLOW = 1000;

/** Does with a file what the commands do. @param neighbour another image of its package; null for none */
export function examineFile(
  { kind, name, file }: CorpusFile,
  neighbour: string | null,
): Examination {
  const bytes = new Uint8Array(fs.readFileSync(file));
  const work = new FileWork();
  const inspection = work.measured('inspect', () => inspected(file, bytes));
  const common = { name, kind, size: bytes.length, counts: countsOf(inspection) };
  if (kind === 'object') {
    const refusal = work.measured('import', () => refusalOf(bytes));
    const toolchain = objectToolchain(bytes);
    return {
      ...common,
      toolchain,
      broken: [],
      unusual: [],
      refusal,
      notCompared: null,
      ...work.results,
    };
  }
  const violations = work.measured('check', () => checkImage(bytes));
  const notCompared = work.measured('diff with itself', () => work.compareWithItself(bytes));
  const moved = movedImage(bytes);
  if (moved !== null) {
    work.measured('same, moved', () => {
      work.compareMoved(bytes, moved);
    });
  }
  const other = neighbour === null ? null : new Uint8Array(fs.readFileSync(neighbour));
  if (other !== null) {
    work.measured('diff with a neighbour', () => {
      explainDifferences({ image: other, nodes: null }, { image: bytes, nodes: null });
      compareBriefly(other, bytes);
    });
  }
  const toolchain = imageToolchain(readImage(bytes), bytes);
  const of = (grade: Grade): readonly string[] => rulesOf(violations, grade);
  return {
    ...{ ...common, toolchain, broken: of('broken'), unusual: of('unusual'), refusal: null },
    notCompared,
    ...work.results,
  };
}

/** The commands that were done with a file, and what was wrong with them. */
class FileWork {
  readonly #commands: CommandResult[] = [];
  readonly #faults: string[] = [];

  get results(): Pick<Examination, 'commands' | 'faults'> {
    return { commands: this.#commands, faults: [...new Set(this.#faults)] };
  }

  measured<Result>(command: CommandResult['command'], work: () => Result): Result {
    let best = Infinity;
    for (;;) {
      // Not the time that passes: other programs take their share of it.
      const start = process.cpuUsage();
      const result = work();
      const { user, system } = process.cpuUsage(start);
      const milliseconds = (user + system) / 1000;
      const isFirst = best === Infinity;
      best = Math.min(best, milliseconds);
      if (isFirst && milliseconds > SLOW) continue;
      this.#commands.push({ command, milliseconds: Math.round(best) });
      return result;
    }
  }

  /** @returns why it is not known whether the image is the same program as itself; null if it is known */
  compareWithItself(image: Uint8Array): string | null {
    const linked = { image, nodes: null };
    if (explainDifferences(linked, { ...linked, image: image.slice() }).length > 0) {
      this.#faults.push('diff finds differences of the file from itself');
    }
    const { verdict, reason } = compareBriefly(image, image);
    if (verdict === 'different')
      this.#faults.push('the file is called another program than itself');
    return reason;
  }

  /** @param moved the image at another preferred address: the same program */
  compareMoved(image: Uint8Array, moved: Uint8Array): void {
    const { verdict } = compareBriefly(image, moved);
    if (verdict === 'different')
      this.#faults.push('the file is called another program than itself at another address');
  }
}

/** Has lines made that are made one by one, and keeps none. */
function drain(lines: Iterable<string>): void {
  const iterator = lines[Symbol.iterator]();
  while (iterator.next().done !== true);
}

/** As `coff2 inspect` has it, text included. */
function inspected(file: string, bytes: Uint8Array): Inspection {
  const inspection = inspect(bytes);
  drain(inspectionLines(file, inspection, PARTS));
  return inspection;
}

/** Why `coff2 import` refuses an object, less the addresses and names; null if it imports it. */
function refusalOf(bytes: Uint8Array): string | null {
  try {
    const object = importObject(bytes, { dllOf: () => 'other.dll', roots: [] });
    drain(importListing(object, null));
    return null;
  } catch (error) {
    if (error instanceof ObjectError || error instanceof coff.Error) return error.message;
    throw error;
  }
}

function rulesOf(violations: readonly Violation[], wanted: Grade): readonly string[] {
  return [...new Set(violations.filter(({ grade }) => grade === wanted).map(({ rule }) => rule))];
}

function countsOf(inspection: Inspection): Counts {
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  if (inspection.kind === 'import_object') return { sections: 0, relocations: 0 };
  const sections = inspection.sections.rows.length;
  if (inspection.kind === 'object') {
    const { rows } = inspection.relocations;
    return { sections, relocations: sum(rows.map(({ relocations }) => relocations.length)) };
  }
  const { imports, exports, base_relocations: blocks } = inspection;
  return {
    sections,
    imports: sum(imports.rows.map(({ functions }) => functions.length)),
    exports:
      exports.directory === null ? 0 : new Set(exports.rows.map(({ ordinal }) => ordinal)).size,
    relocations: sum(blocks.rows.map(({ entries }) => entries.length)),
  };
}
