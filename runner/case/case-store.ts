import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Library } from './listing/listing';
import { packageRoot } from '../system/package-root';
import type { Case } from './case';
import { parseCase } from './parser';

const CASE_SUFFIX = '.incr';
/** Suffix of the files of shared blocks. */
export const BLOCK_SUFFIX = '.link';

/** A case and its source. */
export interface StoredCase {
  /** "hello": the file's name without its suffix. */
  readonly name: string;
  /** Path of the file, for messages. */
  readonly file: string;
  /** SHA-256 of the file and the blocks that it includes, in lower-case hex. */
  readonly digest: string;
  readonly case: Case;
}

/** The blocks in `lib/` of a folder of cases. It remembers which ones were read. */
class LibraryFolder implements Library {
  readonly included: Buffer[] = [];

  constructor(readonly folder: string) {}

  read(name: string): { readonly text: string; readonly file: string } | null {
    const file = path.join(this.folder, `${name}${BLOCK_SUFFIX}`);
    if (!fs.existsSync(file)) return null;
    const bytes = fs.readFileSync(file);
    this.included.push(bytes);
    return { text: bytes.toString('utf8'), file };
  }

  names(): readonly string[] {
    return namesIn(this.folder, BLOCK_SUFFIX);
  }
}

function namesIn(folder: string, suffix: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .sort();
}

/** The folder of this package's cases. */
export function caseFolder(): string {
  return path.join(packageRoot(), 'cases');
}

/** The folder of the cases that have only sources, and judge only compilers. */
export function sourceCaseFolder(): string {
  return path.join(caseFolder(), 'zig');
}

/** The names of all cases in a folder, sorted. */
export function caseNames(folder = caseFolder()): readonly string[] {
  return namesIn(folder, CASE_SUFFIX);
}

/**
 * The file of a case that a command line names: by its name, or by a path. A word without a folder is
 * first taken for a name. Null if there is no such case.
 * @param given folders of cases; by default those of this package
 */
export function caseFile(nameOrPath: string, ...given: readonly string[]): string | null {
  const folders = given.length > 0 ? given : [caseFolder(), sourceCaseFolder()];
  const named = folders.map((folder) => path.join(folder, `${nameOrPath}${CASE_SUFFIX}`));
  const isName = !/[/\\]/.test(nameOrPath) && !nameOrPath.endsWith(CASE_SUFFIX);
  const files = isName ? [...named, nameOrPath] : [nameOrPath];
  return files.find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile()) ?? null;
}

/**
 * Reads a case file, and the blocks that it includes from `lib/` beside it.
 * @throws CaseError, or an error of the file system
 */
export function loadCase(file: string): StoredCase {
  const bytes = fs.readFileSync(file);
  const library = new LibraryFolder(path.join(path.dirname(file), 'lib'));
  const parsed = parseCase(bytes.toString('utf8'), file, library);
  const digest = createHash('sha256').update(bytes);
  for (const block of library.included) digest.update(block);
  return {
    name: path.basename(file, CASE_SUFFIX),
    file,
    digest: digest.digest('hex'),
    case: parsed,
  };
}
