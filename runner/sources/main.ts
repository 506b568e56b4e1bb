import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isNativeError } from 'node:util/types';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import type { Case } from '../case/case';
import { CaseError } from '../case/case-error';
import { caseFolder, caseNames, loadCase } from '../case/case-store';
import { ExitCode, UsageError } from '../cli/exit-code';
import { checkCase, type UpdateCheck } from './check-case';
import { Wine } from '../wine/wine';
import { Zig } from './zig';

interface Options {
  readonly zig?: string;
  readonly wine: 'optional' | 'required';
}

const ENDING = '.incr';

/** Exit code of a run that a signal ended, as shells have it. */
const INTERRUPTED = 130;

function caseFiles(names: readonly string[]): readonly string[] {
  const chosen = (names.length > 0 ? names : caseNames()).map((name) =>
    name.endsWith(ENDING) ? name : path.join(caseFolder(), name + ENDING),
  );
  return [...chosen].sort();
}

function show(file: string, checks: readonly UpdateCheck[]): void {
  const held = checks.filter(({ result }) => result === 'holds').length;
  const line = `${path.basename(file, ENDING)}: ${held} of ${checks.length} updates hold`;
  process.stdout.write(`${held === checks.length ? pc.green(line) : pc.red(line)}\n`);
  for (const { update, result, details } of checks) {
    if (result === 'holds') continue;
    process.stdout.write(`  ${update}: ${result}\n${details.map((d) => `    ${d}\n`).join('')}`);
  }
}

interface NamedCase {
  readonly file: string;
  readonly parsed: Case;
}

/** Reads all cases before the first is built. @throws UsageError with all that is wrong */
function readCases(names: readonly string[]): readonly NamedCase[] {
  const problems: string[] = [];
  const cases = caseFiles(names).flatMap((file) => {
    try {
      return [{ file, parsed: loadCase(file).case }];
    } catch (error) {
      if (!(error instanceof CaseError) && !isNativeError(error)) throw error;
      problems.push(error.message);
      return [];
    }
  });
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return cases;
}

async function checkAll(names: readonly string[], options: Options): Promise<ExitCode> {
  const cases = readCases(names);
  const wine = Wine.find();
  if (wine === null && options.wine === 'required') {
    throw new UsageError('Wine is required, and was not found');
  }
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-sources-'));
  // What runs is let end, so that nothing starts Wine anew behind our back.
  const stop = new AbortController();
  const interrupted = (): void => {
    stop.abort();
  };
  // Not `once`: where no listener is left, execa ends this process, cleaned up or not.
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  const counts = { holds: 0, fails: 0, unsupported: 0 };
  try {
    const zig = options.zig === undefined ? await Zig.install() : new Zig(options.zig.split(/\s+/));
    process.stdout.write(`Zig ${await zig.version()}\n`);
    for (const { file, parsed } of cases) {
      if (stop.signal.aborted) break;
      const checks = await checkCase(parsed, zig, wine, scratch, stop.signal);
      show(file, checks);
      for (const { result } of checks) counts[result] += 1;
    }
  } finally {
    await wine?.stop();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  if (stop.signal.aborted) process.exit(INTERRUPTED);
  process.stdout.write(
    `${counts.holds} updates hold, ${counts.fails} fail, ${counts.unsupported} unsupported\n`,
  );
  return counts.fails > 0 ? ExitCode.FAILED : ExitCode.OK;
}

void new Command('check:sources')
  .description('give the sources of cases to a real Zig, built whole, and compare the outcomes')
  .argument('[case...]', 'names of cases, or paths of case files; all of cases/ if none is named')
  .option(
    '--zig <command>',
    'the compiler; without it, ziglang from PyPI in an environment of its own',
  )
  .addOption(
    new Option('--wine <use>', 'whether programs must be run')
      .choices(['optional', 'required'])
      .default('optional'),
  )
  .addHelpText(
    'after',
    '\nExit codes: 0 no update fails, 1 one fails, 2 wrong usage or a bad case file.',
  )
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE);
  })
  .action(async (names: string[], options: Options) => {
    try {
      process.exitCode = await checkAll(names, options);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = ExitCode.USAGE;
    }
  })
  .parseAsync();
