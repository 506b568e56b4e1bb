import { Command, InvalidArgumentError } from 'commander';
import { CHECKS } from '../linker/adapter-test/checks';
import { testAdapter, type CheckedAdapter } from '../linker/adapter-test/test-adapter';
import type { TestedAdapter } from '../linker/adapter-test/test-session';
import { recordTranscript } from '../linker/adapter-test/transcript';
import { adapterCommand } from '../linker/protocol/adapter-command';
import { oneLine } from '../text/one-line';
import { ExitCode } from './exit-code';
import { withInterrupt } from './interrupt';
import type { Io } from './io';
import { UsageError } from '../system/usage-error';

/** Default time limit in seconds, as `coff2 run` gives a case. */
const DEFAULT_TIMEOUT = 10;

/** The most lines of standard error that are shown for a failed check. */
const STDERR_LINES = 10;

interface AdapterTestOptions {
  readonly timeout: number;
  readonly transcript?: true;
}

/** `coff2 adapter-test`: checks that an adapter keeps the protocol. */
export function adapterTestCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('adapter-test')
    .argument('<command...>', 'the adapter: a program and its arguments, or both in one string')
    .option('--timeout <seconds>', 'time limit of each check', seconds, DEFAULT_TIMEOUT)
    .option('--transcript', 'print the messages of a short session instead')
    .passThroughOptions()
    .addHelpText(
      'after',
      `
Write the options before the command. If the command is one string, a backslash keeps a space:
"my\\ tools/adapt -v". The adapter runs in a work folder, but files that the command names are found
from the current folder.

PROTOCOL.md documents the protocol. To judge the adapter's images: coff2 run --adapter

Where a check fails, those that would fail for the same reason are not tried, and name it.

Exit codes: 0 the adapter keeps the protocol, 1 it does not, or it linked nothing, 2 wrong usage, 130 interrupted.`,
    )
    .action(async (command: readonly string[], { timeout, transcript }: AdapterTestOptions) => {
      const words = adapterWords(command);
      finish(
        await withInterrupt((stop) => {
          const adapter = { command: words, timeout: timeout * 1000, stop };
          return transcript === true ? printTranscript(adapter, io) : printChecks(adapter, io);
        }, io.stderr),
      );
    });
}

/** @throws UsageError if there is no word in it */
function adapterWords(command: readonly string[]): readonly string[] {
  const [first = ''] = command;
  const words = adapterCommand(command.length === 1 ? first : command, process.cwd());
  if (words !== null) return words;
  throw new UsageError('expected the adapter: a program and its arguments');
}

async function printChecks(adapter: TestedAdapter, io: Io): Promise<ExitCode> {
  const checked: CheckedAdapter[] = [];
  for await (const one of testAdapter(adapter)) {
    checked.push(one);
    io.stdout.write(text(one));
  }
  if (adapter.stop.aborted) {
    io.stdout.write(`interrupted: ${CHECKS.length - checked.length} checks were not tried\n`);
    return ExitCode.INTERRUPTED;
  }
  const count = (verdict: CheckedAdapter['finding']['verdict']): number =>
    checked.filter(({ finding }) => finding.verdict === verdict).length;
  const failed = count('fail');
  const others = (['skipped', 'not tried'] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `, ${count(verdict)} ${verdict}`);
  io.stdout.write(
    `${checked.length} checks: ${count('ok')} ok, ${failed} failed${others.join('')}\n`,
  );
  if (failed === 0 && !hasLinked(checked)) {
    io.stdout.write(
      'the adapter linked nothing, so it is not known whether it keeps the protocol\n',
    );
    return ExitCode.FAILED;
  }
  return failed === 0 ? ExitCode.OK : ExitCode.FAILED;
}

/** Whether a check that links something passed. */
function hasLinked(checked: readonly CheckedAdapter[]): boolean {
  return checked.some(
    ({ check, finding }) => check.name === 'answers each snapshot' && finding.verdict === 'ok',
  );
}

/** How a verdict is reported. */
const VERDICTS = {
  ok: 'ok       ',
  fail: 'FAIL     ',
  skipped: 'skipped  ',
  'not tried': 'not tried',
} as const;

function text({ check, finding }: CheckedAdapter): string {
  const { verdict, seen, stderr } = finding;
  const title = `${VERDICTS[verdict]}  ${check.name}`;
  if (verdict !== 'fail') return `${title}: ${oneLine(seen)}\n`;
  const said = stderr.slice(-STDERR_LINES).map((line) => `             ${line}\n`);
  return [
    `${title}\n`,
    `           seen: ${oneLine(seen)}\n`,
    ...(said.length === 0 ? [] : ['           its standard error:\n', ...said]),
    `           to do: ${check.advice}\n`,
  ].join('');
}

async function printTranscript(adapter: TestedAdapter, io: Io): Promise<ExitCode> {
  const { lines, finding } = await recordTranscript(adapter);
  for (const line of lines) io.stdout.write(`${line}\n`);
  if (finding.verdict === 'ok') return ExitCode.OK;
  for (const line of [finding.seen, ...finding.stderr]) io.stderr.write(`coff2: ${line}\n`);
  return ExitCode.FAILED;
}

function seconds(value: string): number {
  const number = Number(value);
  if (Number.isFinite(number) && number > 0 && number <= 86_400) return number;
  throw new InvalidArgumentError('Expected seconds, more than 0 and at most 86400.');
}
