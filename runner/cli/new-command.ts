import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command } from 'commander';
import { caseFile } from '../case/case-store';
import { isDeviceName } from '../case/device-name';
import { newCaseText } from '../case/new-case';
import { CONFIG_FILE } from '../linker/config-file';
import { expectOutputFile, writeOutputFile } from '../system/output-file';
import { UsageError } from '../system/usage-error';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { folderForNewCase, type OwnCasesOptions } from './own-cases';

/** A name that is also a file name on every host, and a word on every command line. */
const CASE_NAME = /^[a-z]\w{0,59}$/i;

/** `coff2 new`: writes a case file to begin with. */
export function newCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('new')
    .argument('<name>', 'name of the case: letters, digits and _')
    .option(
      '--cases <dir>',
      `folder to write it to, which is made if it is not there (default: the key cases of ${CONFIG_FILE}, or this folder)`,
    )
    .option('--config <file>', `configuration (default: ${CONFIG_FILE}, if it is there)`)
    .addHelpText('after', '\nExit codes: 0 written, 2 wrong usage, or the file is there already.')
    .action((name: string, options: OwnCasesOptions) => {
      finish(writeCase(name, options, io));
    });
}

function writeCase(name: string, options: OwnCasesOptions, io: Io): ExitCode {
  checkName(name);
  const file = path.join(folderForNewCase(options), `${name}.incr`);
  const shown = path.relative('', file);
  const command = path.dirname(shown) === '.' ? `./${shown}` : shown;
  writeNewFile(file, newCaseText(name, command));
  io.stdout.write(
    [
      `${shown} is written. It runs as it is:`,
      `  npx coff2 run ${command}`,
      'After you changed it, lay it out, and accept what the reference makes of it:',
      `  npx coff2 fmt ${command}`,
      `  npx coff2 goldens ${command}`,
      '',
    ].join('\n'),
  );
  return ExitCode.OK;
}

/** @throws UsageError */
function checkName(name: string): void {
  if (!CASE_NAME.test(name) || isDeviceName(name)) {
    throw new UsageError(
      `expected a name of letters, digits and _ that begins with a letter, such as import_grows, got ${JSON.stringify(name)}`,
    );
  }
  if (caseFile(name)?.endsWith('.incr') === true) {
    throw new UsageError(`the suite has a case that is named ${name}; choose another name`);
  }
}

/** Writes a file that was not there: the whole of it, or none. @throws UsageError if it is there, or cannot be written */
function writeNewFile(file: string, text: string): void {
  // A link that leads nowhere is something, too.
  if (fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined) {
    throw new UsageError(`${file} is there already; choose another name, or remove it`);
  }
  expectOutputFile(file);
  writeOutputFile(file, Buffer.from(text));
}
