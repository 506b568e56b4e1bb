import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command } from 'commander';
import { writeFileAtomically } from '../../reference';
import { CaseError } from '../case/case-error';
import { BLOCK_SUFFIX, caseFolder, caseNames, loadCase } from '../case/case-store';
import { formatCase } from '../case/format-case';
import { formatListing } from '../case/listing/format-listing';
import { namedCaseFile } from './case-argument';
import { ExitCode } from './exit-code';
import type { Io } from './io';

interface FmtOptions {
  readonly check?: true;
}

/** `coff2 fmt`: lays out the #link blocks of cases, and writes their disassembly. */
export function fmtCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('fmt')
    .argument('[case...]', 'names of cases, paths of case files or of blocks (.link); default: all')
    .option('--check', 'write nothing, and name the files that would change')
    .addHelpText(
      'after',
      `
Each case is also read, and its errors are printed. A case with errors is laid out all the same.

Exit codes: 0 done, 1 a case has errors, or (--check) a file would change, 2 wrong usage.`,
    )
    .action((names: string[], { check }: FmtOptions) => {
      let code: ExitCode = ExitCode.OK;
      for (const file of names.length === 0 ? allFiles() : names.map(fileNamed)) {
        if (!formatFile(file, check ?? false, io)) code = ExitCode.FAILED;
      }
      finish(code);
    });
}

function fileNamed(name: string): string {
  return name.endsWith(BLOCK_SUFFIX) ? name : namedCaseFile(name);
}

function allFiles(): readonly string[] {
  const library = path.join(caseFolder(), 'lib');
  const blocks = fs.existsSync(library) ? fs.readdirSync(library).sort() : [];
  return [
    ...caseNames().map((name) => namedCaseFile(name)),
    ...blocks
      .filter((block) => block.endsWith(BLOCK_SUFFIX))
      .map((block) => path.join(library, block)),
  ];
}

/** @returns whether the file is as it should be */
function formatFile(file: string, isCheck: boolean, io: Io): boolean {
  const bytes = fs.readFileSync(file);
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
