import * as fs from 'node:fs';
import * as path from 'node:path';
import { Option } from 'commander';
import { caseNames } from '../case/case-store';
import { ConfigError, configuredCases } from '../linker/config';
import { CONFIG_FILE } from '../linker/config-file';
import { makeFolder } from '../system/make-folder';
import { expectOutputFolder } from '../system/output-file';
import { UsageError } from '../system/usage-error';

/** The options that name a folder of cases of one's own. */
export interface OwnCasesOptions {
  readonly cases?: string;
  /** Path; if absent, `CONFIG_FILE`, which need not be there. */
  readonly config?: string;
}

/** A folder of cases of one's own. */
export interface OwnCases {
  readonly folder: string;
  /** Whether the suite's cases are left out if no case is named: `--cases` names the folder. */
  readonly isAlone: boolean;
}

/**
 * The folder of cases that the options name: `--cases`, or else the key `cases` of the configuration.
 * @returns null if they name none
 * @throws UsageError if it is no folder, or the configuration cannot be read
 */
export function ownCases(options: OwnCasesOptions): OwnCases | null {
  const named = namedFolder(options);
  if (named === null) return null;
  if (fs.statSync(named.folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(
      `${named.by}: expected a folder of cases, got ${named.folder}; coff2 new NAME makes it, with a first case`,
    );
  }
  return { folder: named.folder, isAlone: options.cases !== undefined };
}

/**
 * The folder for a new case: the one that the options name, which is made if it is not there, or else the
 * working directory.
 * @throws UsageError if it cannot be made, or the configuration cannot be read
 */
export function folderForNewCase(options: OwnCasesOptions): string {
  const named = namedFolder(options);
  if (named === null) return '';
  const { folder, by } = named;
  try {
    makeFolder(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new UsageError(`${by}: expected a folder of cases, got ${folder}, where a file is`);
    }
    expectOutputFolder(folder);
    throw error;
  }
  return folder;
}

/** The folder that the options name, and which of them does. */
function namedFolder({
  cases,
  config,
}: OwnCasesOptions): { readonly folder: string; readonly by: string } | null {
  if (cases !== undefined) return { folder: cases, by: '--cases' };
  const folder = fromConfiguration(config);
  return folder === null ? null : { folder, by: `${config ?? CONFIG_FILE}: cases` };
}

/** `--cases`, of commands that look at cases. */
export function casesOption(): Option {
  return new Option(
    '--cases <dir>',
    `folder of cases of your own, in which names are looked for first (default: the key cases of ${CONFIG_FILE})`,
  );
}

/** The case files of a folder, by name. @throws UsageError if there is none */
export function filesOf(folder: string): readonly string[] {
  const names = caseNames(folder);
  if (names.length === 0) {
    throw new UsageError(`${folder}: there is no case in it; coff2 new NAME writes one`);
  }
  return names.map((name) => path.join(folder, `${name}.incr`));
}

function fromConfiguration(file: string | undefined): string | null {
  try {
    return configuredCases(file ?? CONFIG_FILE, file !== undefined);
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message);
    throw error;
  }
}
