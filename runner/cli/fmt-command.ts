import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readStoredFile } from '../system/input-file';
import { Command } from 'commander';
import { writeFileAtomically } from '../../reference';
import { CaseError } from '../case/case-error';
import { BLOCK_SUFFIX, caseFolder, loadCase } from '../case/case-store';
import { formatCase } from '../case/format-case';
import { formatListing } from '../case/listing/format-listing';
import { namedCaseFile } from './case-argument';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { casesOption, filesOf, ownCases, type OwnCasesOptions } from './own-cases';

interface FmtOptions extends OwnCasesOptions {
  readonly check?: true;
}

/** `coff2 fmt`: lays out the #link blocks of cases, and writes their disassembly. */
export function fmtCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('fmt')
    .argument(
      '[case...]',
      'names of cases, paths of case files or of blocks (.link); default: all of your folder, or else of the suite',
    )
    .addOption(casesOption())
    .option('--check', 'write nothing, and name the files that would change')
    .addHelpText(
      'after',
      `
Each case is also read, and its errors are printed. A case with errors is laid out all the same.

Exit codes: 0 done, 1 a case has errors, or (--check) a file would change, 2 wrong usage.`,
    )
    .action((names: string[], { check, ...options }: FmtOptions) => {
      let code: ExitCode = ExitCode.OK;
      const folder = ownCases(options)?.folder ?? null;
      const files =
        names.length === 0
          ? allFiles(folder ?? caseFolder())
          : names.map((name) => fileNamed(name, folder));
      for (const file of files) {
        if (!formatFile(file, check ?? false, io)) code = ExitCode.FAILED;
      }
      finish(code);
    });
}

function fileNamed(name: string, folder: string | null): string {
  return name.endsWith(BLOCK_SUFFIX) ? name : namedCaseFile(name, folder);
}

/** The cases and blocks of a folder. */
function allFiles(folder: string): readonly string[] {
  const library = path.join(folder, 'lib');
  const blocks = fs.existsSync(library) ? fs.readdirSync(library).sort() : [];
  return [
    ...filesOf(folder),
    ...blocks
      .filter((block) => block.endsWith(BLOCK_SUFFIX))
      .map((block) => path.join(library, block)),
  ];
}

/** @returns whether the file is as it should be */
function formatFile(file: string, isCheck: boolean, io: Io): boolean {
  const bytes = readStoredFile(file);
  if (!isUtf8(bytes)) {
    io.stderr.write(`${file}: expected UTF-8\n`);
    return false;
  }
  const before = bytes.toString('utf8');
  const isBlock = file.endsWith(BLOCK_SUFFIX);
  const after = isBlock ? formatBlock(before) : formatCase(before);
  let isWell = true;
  if (after !== before) {
    if (isCheck) {
      io.stderr.write(
        `${file}:${firstDifferentLine(before, after)}: layout differs; fix it with: coff2 fmt\n`,
      );
      isWell = false;
    } else writeFileAtomically(file, Buffer.from(after));
  }
  if (isBlock) return isWell;
  try {
    loadCase(file);
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return false;
  }
  return isWell;
}

function formatBlock(text: string): string {
  return formatListing(text.split('\n'), 'AMD64').join('\n');
}

function firstDifferentLine(before: string, after: string): number {
  const lines = after.split('\n');
  return before.split('\n').findIndex((line, index) => line !== lines[index]) + 1;
}
