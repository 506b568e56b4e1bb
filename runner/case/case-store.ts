import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readStoredFile } from '../system/input-file';
import { unreadableFileText } from '../system/unreadable-file';
import type { Library } from './listing/listing';
import { caseText } from './case-text';
import { packageRoot } from '../system/package-root';
import type { Case } from './case';
import { CaseError } from './case-error';
import { expectCaseName } from './case-name';
import { parseCase } from './parser';
import { UnreadableCaseError } from './unreadable-case-error';

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

/**
 * The blocks in `lib/` beside a case, and those of the suite. A block beside the case hides the suite's
 * of the same name. It remembers which ones were read.
 */
class BlockLibrary implements Library {
  readonly included: Buffer[] = [];
  readonly #folders: readonly string[];

  constructor(caseFile: string) {
    this.#folders = [path.join(path.dirname(caseFile), 'lib'), path.join(caseFolder(), 'lib')];
  }

  read(name: string): { readonly text: string; readonly file: string } | null {
    const file = this.#folders
      .map((folder) => path.join(folder, `${name}${BLOCK_SUFFIX}`))
      .find((each) => fs.existsSync(each));
    if (file === undefined) return null;
    const bytes = readStoredFile(file);
    this.included.push(bytes);
    return { text: bytes.toString('utf8'), file };
  }

  names(): readonly string[] {
    const names = this.#folders.flatMap((folder) => namesIn(folder, BLOCK_SUFFIX));
    return [...new Set(names)].sort();
  }
}

/**
 * The cases of the DLLs that a case's program loads, in its order. They are in the same folder.
 * @throws CaseError if one of them is missing, makes no DLL, or loads DLLs itself; UnreadableCaseError
 */
export function loadDllCases({ file, case: { dlls } }: StoredCase): readonly StoredCase[] {
  return dlls.map(({ name, caseName, line }) => {
    const refuse = (reason: string): CaseError =>
      new CaseError(file, [{ line, reason: `#dll=${name}=${caseName}: ${reason}` }]);
    const found = caseFile(caseName, path.dirname(file));
    if (found === null) {
      throw refuse(`expected the case ${caseName}${CASE_SUFFIX} in ${path.dirname(file)}`);
    }
    const stored = loadCase(found);
    const { linkOptions, dlls: more } = stored.case;
    if (linkOptions.outputMode !== 'Lib') {
      throw refuse('expected a case that makes a DLL: #link_option=outputMode=Lib');
    }
    if (more.length > 0) throw refuse('expected a case without #dll');
    return stored;
  });
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

/** How a command line names the case of a file: by its name if the package has it, or by a path. */
export function caseArgument(file: string): string {
  const name = path.basename(file, CASE_SUFFIX);
  return caseFile(name) === file ? name : path.relative('', file);
}

/**
 * Reads a case file, and the blocks that it includes from `lib/` beside it, or else from the suite's.
 * @throws CaseError if it is wrong; UnreadableCaseError if a file cannot be read
 */
export function loadCase(file: string): StoredCase {
  try {
    return readCase(file);
  } catch (error) {
    const why = unreadableFileText(error, file);
    if (why === null) throw error;
    throw new UnreadableCaseError(why, { cause: error });
  }
}

function readCase(file: string): StoredCase {
  const name = path.basename(file, CASE_SUFFIX);
  expectCaseName(name, file);
  const bytes = readStoredFile(file);
  const library = new BlockLibrary(file);
  const parsed = parseCase(caseText(bytes, file), file, library);
  const digest = createHash('sha256').update(bytes);
  for (const block of library.included) digest.update(block);
  return {
    name,
    file,
    digest: digest.digest('hex'),
    case: parsed,
  };
}
