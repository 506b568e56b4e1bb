import * as fs from 'node:fs';
import * as path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import type { HostName } from '../../reference';
import { readInThread } from '../case/reading-thread/read-in-thread';
import { isWorthAThread, threadOf } from '../case/reading-thread/script-thread';
import { ScriptError } from '../case/link-script/script-error';
import { ScriptReader } from '../case/link-script/script-reader';
import { DirectoryOutput } from '../case/replay/directory-output';
import { LineReplay } from '../case/replay/line-replay';
import {
  DigestOutput,
  InPlaceOutput,
  NoOutput,
  type SnapshotOutput,
} from '../case/replay/snapshot-output';
import { filePieces } from '../system/file-pieces';
import { expectInputFile, readTextFile } from '../system/input-file';
import { ExitCode } from './exit-code';
import { hostOption, hostsOf } from './host-option';
import type { Io } from './io';
import { Progress } from './progress';
import { CONFIG_FILE } from '../linker/config-file';
import { withInterrupt } from './interrupt';
import { ADAPTER_TIMEOUT, DEFAULT_MAX_IMAGE } from './linker-limits';
import { positiveNumber } from './number-option';
import { expectOutputFolder, namingFile } from '../system/output-file';
import { UsageError } from '../system/usage-error';
import { keepYoungGenerationSmall } from '../system/young-generation';

interface ReplayOptions {
  readonly host: string;
  readonly digest?: true;
  readonly out?: string;
  readonly inPlace?: string;
  readonly adapter?: string;
  readonly linker?: string;
  readonly config?: string;
  readonly timeout?: number;
  readonly maxImage: number;
}

const STDIN = '-';

/** `coff2 replay`: replays link scripts with the reference linker, or has another one link them. */
export function replayCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('replay')
    .argument('<script...>', 'link scripts (JSON lines); - reads standard input')
    .addOption(hostOption('linux-tmpfs'))
    .option('--digest', 'print one JSON line for each snapshot: SHA-256 of image and node dump')
    .option('--out <dir>', 'write DIR/<script>.<host>.<snapshot>.exe (.dll of a DLL) and .nodes')
    .option('--in-place <file>', 'patch FILE after every flush; for one script and one host')
    .option('--adapter <command>', 'have this adapter link the scripts: its program and arguments')
    .option('--linker <name>', `have this linker link the scripts; ${CONFIG_FILE} can name more`)
    .option('--config <file>', `file that names linkers (default: ${CONFIG_FILE}, if it is there)`)
    .addOption(
      new Option(
        '--timeout <seconds>',
        `time limit of the linker for a script (${ADAPTER_TIMEOUT})`,
      ).argParser(positiveNumber),
    )
    .addOption(
      new Option('--max-image <MiB>', 'largest image that the linker may make')
        .argParser(positiveNumber)
        .default(DEFAULT_MAX_IMAGE),
    )
    .addHelpText(
      'after',
      `
Without --digest, --out or --in-place, this prints only which scripts are refused, and why. A refused
script leaves no output; the others are still replayed.

With --adapter or --linker, another linker links the scripts, and each image is judged on the levels valid and
meaning. --out keeps its images; \`coff2 run --keep DIR\` writes scripts of updates that fail.

Exit codes: 0 all scripts hold, 1 a script is refused or an image fails, 2 wrong usage or a file error.`,
    )
    .action(async (scripts: string[], options: ReplayOptions) => {
      const act = await linkAll(scripts, options, io);
      finish(
        act === null ? await replayAll(scripts, options, io) : await withInterrupt(act, io.stderr),
      );
    });
}

/**
 * What has another linker link the scripts; null if none is named. Only then are the modules that judge
 * loaded, which take longer than to replay a small script.
 * @throws UsageError
 */
async function linkAll(
  scripts: readonly string[],
  options: ReplayOptions,
  io: Io,
): Promise<((stop: AbortSignal) => Promise<ExitCode>) | null> {
  const { adapter, linker, digest, inPlace, out = null } = options;
  if (adapter !== undefined && linker !== undefined) {
    throw new UsageError('--adapter and --linker cannot be combined');
  }
  if (adapter === undefined && linker === undefined) return null;
  const { chosenImplementation } = await import('./linker-option.js');
  const { replayWithLinker } = await import('./replay-linker.js');
  const implementation = chosenImplementation(options);
  if (implementation === null) return null;
  if (digest !== undefined || inPlace !== undefined) {
    throw new UsageError('--digest and --in-place are of the reference; use --out');
  }
  const hosts = hostsOf(options.host);
  checkUsage(scripts, options, hosts);
  return async (stop) => {
    let code: ExitCode = ExitCode.OK;
    for (const file of scripts) {
      if (stop.aborted) break;
      if (file !== STDIN) expectInputFile(file);
      const bytes = file === STDIN ? await buffer(io.stdin) : readTextFile(file);
      const script = { name: scriptName(file), file: file === STDIN ? '<stdin>' : file, bytes };
      const one = await replayWithLinker(script, { implementation, hosts, out, stop }, io);
      if (one !== ExitCode.OK) code = one;
    }
    return code;
  };
}

async function replayAll(
  scripts: readonly string[],
  options: ReplayOptions,
  io: Io,
): Promise<ExitCode> {
  const hosts = hostsOf(options.host);
  checkUsage(scripts, options, hosts);
  keepYoungGenerationSmall();
  let code: ExitCode = ExitCode.OK;
  for (const script of scripts) {
    try {
      await replayNamingOutput(script, hosts, options, io);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      io.stderr.write(`${error.message}\n`);
      code = ExitCode.FAILED;
    }
  }
  return code;
}

/** An error of a write to an open file does not name it. */
async function replayNamingOutput(
  script: string,
  hosts: readonly HostName[],
  options: ReplayOptions,
  io: Io,
): Promise<void> {
  const { out, inPlace } = options;
  try {
    await replayOne(script, hosts, openOutput(script, options, io), io);
  } catch (error) {
    namingFile(out ?? inPlace ?? script, () => {
      throw error;
    });
  }
}

function checkUsage(
  scripts: readonly string[],
  { digest, out, inPlace }: ReplayOptions,
  hosts: readonly HostName[],
): void {
  if (out !== undefined) expectOutputFolder(out);
  if ([digest, out, inPlace].filter((option) => option !== undefined).length > 1) {
    throw new UsageError('--digest, --out and --in-place cannot be combined');
  }
  if (inPlace !== undefined && (scripts.length > 1 || hosts.length > 1)) {
    throw new UsageError('--in-place needs exactly one script and one host');
  }
  const seen = new Map<string, string>();
  for (const script of scripts) {
    const other = seen.get(scriptName(script));
    const isStdinAgain = script === STDIN && other === STDIN;
    if (other !== undefined && (isStdinAgain || out !== undefined)) {
      throw new UsageError(
        isStdinAgain
          ? 'standard input (-) can be read only once'
          : `--out would write the snapshots of ${other} and ${script} to the same files`,
      );
    }
    seen.set(scriptName(script), script);
  }
  // Checked before the first script is replayed, so that a typing error costs no time.
  for (const script of scripts) if (script !== STDIN) fs.statSync(script);
}

/** A file name without .jsonl. */
function scriptName(script: string): string {
  return script === STDIN ? 'stdin' : path.basename(script, '.jsonl');
}

function openOutput(script: string, options: ReplayOptions, io: Io): SnapshotOutput {
  const name = scriptName(script);
  if (options.digest === true) {
    return new DigestOutput(name, (text) => {
      io.stdout.write(text);
    });
  }
  if (options.out !== undefined) return new DirectoryOutput(options.out, name);
  if (options.inPlace !== undefined) return new InPlaceOutput(options.inPlace);
  return new NoOutput();
}

async function replayOne(
  script: string,
  hosts: readonly HostName[],
  output: SnapshotOutput,
  io: Io,
): Promise<void> {
  const file = script === STDIN ? '<stdin>' : script;
  const size = script === STDIN ? 0 : (fs.statSync(script, { throwIfNoEntry: false })?.size ?? 0);
  const progress = new Progress(io, path.basename(file), size);
  // An interrupted command leaves no more files than a refused script.
  const interrupted = (signal: NodeJS.Signals): void => {
    progress.stop();
    output.discard();
    process.removeListener(signal, interrupted);
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const lines = new LineReplay(file, hosts, output);
    if (script !== STDIN) expectInputFile(script);
    const isLarge = script !== STDIN && isWorthAThread(script);
    const thread = isLarge ? threadOf({ path: script, file }) : null;
    if (thread !== null) {
      await readInThread(thread, file, lines, (done) => {
        progress.update(done);
      });
    } else {
      const input = script === STDIN ? (io.stdin as AsyncIterable<Buffer>) : filePieces(script);
      const reader = new ScriptReader(file, lines);
      let done = 0;
      for await (const chunk of input) {
        reader.push(chunk);
        done += chunk.length;
        progress.update(done);
      }
      reader.end();
    }
    output.commit();
  } catch (error) {
    output.discard();
    throw error;
  } finally {
    progress.stop();
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
  }
}
