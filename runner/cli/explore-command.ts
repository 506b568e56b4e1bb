import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command, Option } from 'commander';
import { HOST_NAMES, type HostName } from '../../reference';
import { CaseError } from '../case/case-error';
import { caseFile } from '../case/case-store';
import { GOLDEN_HOST } from '../case/golden-host';
import { ScriptError } from '../case/link-script/script-error';
import { explorerData } from '../explore/explorer-entries';
import { ExplorerError, writeExplorer } from '../explore/write-explorer';
import { expectOutputFolder } from '../system/output-file';
import { UsageError } from '../system/usage-error';
import { namedCaseFile } from './case-argument';
import { ExitCode } from './exit-code';
import type { Io } from './io';

const DEFAULT_FOLDER = 'coff2-explorer';

interface ExploreOptions {
  readonly host: HostName;
  readonly out?: string;
  readonly open?: true;
}

/** `coff2 explore`: writes a page in which a script is linked step by step. */
export function exploreCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('explore')
    .argument('[case|script]', 'name of a case, path of a case file, or path of a link script')
    .addOption(
      new Option('--host <profile>', 'host profile to start with')
        .choices([...HOST_NAMES])
        .default(GOLDEN_HOST),
    )
    .option('--out <folder>', `folder of the page (default: ${DEFAULT_FOLDER})`)
    .option('--open', 'open the page; without --out it lies in a temporary folder')
    .addHelpText('after', '\nExit codes: 0 written, 1 the case was refused, 2 wrong usage.')
    .action((name: string | undefined, options: ExploreOptions) => {
      finish(write(name, options, io));
    });
}

function write(name: string | undefined, { host, out, open }: ExploreOptions, io: Io): ExitCode {
  try {
    if (out !== undefined) expectOutputFolder(out);
    const data = explorerData(name === undefined ? null : { file: sourceFile(name), host });
    const folder =
      out ??
      (open === true ? fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-explorer-')) : DEFAULT_FOLDER);
    const page = writeExplorer(data, folder);
    io.stdout.write(`${page}\n`);
    if (open === true) openInBrowser(pathToFileURL(path.resolve(page)).href, io);
    return ExitCode.OK;
  } catch (error) {
    if (error instanceof ExplorerError) throw new UsageError(error.message);
    if (!(error instanceof CaseError) && !(error instanceof ScriptError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return ExitCode.FAILED;
  }
}

/** A link script has another suffix than a case. */
function sourceFile(name: string): string {
  return name.endsWith('.jsonl') && caseFile(name) !== null ? name : namedCaseFile(name);
}

function openInBrowser(address: string, io: Io): void {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, address], { detached: true, stdio: 'ignore' });
  child.on('error', ({ message }) => {
    io.stderr.write(`coff2: the browser did not start (${message}); open ${address} yourself\n`);
  });
  child.unref();
}

/** What opens an address with the program that the user chose. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
