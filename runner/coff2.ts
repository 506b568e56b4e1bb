import { ExitCode } from './cli/exit-code';
import { main } from './cli/program';
import { lackingResource } from './system/lacking-resource';
import { optimizeLater } from './system/late-optimization';

// If the reader of a pipe closes it (`coff2 ... | head`), it wants no more, and needs no message; but what was not
// printed is not done, and neither 0 nor the 1 of a judgement is an answer. What else can go wrong, such as a full
// disk, loses output that somebody wants.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`coff2: standard output: ${error.message}\n`);
  process.exit(ExitCode.USAGE);
});

// Nobody is left to be told: the terminal was closed, and the command ends by SIGHUP, or its disk is full.
process.stderr.on('error', () => undefined);

/** Node.js would end with 1, which says that something was judged. */
function endByError(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lacking = lackingResource(error);
  process.stderr.write(
    `coff2: ${lacking ?? `this is a defect of coff2; please report it:\n${text}`}\n`,
  );
  process.exit(ExitCode.USAGE);
}

process.on('uncaughtException', endByError);

// If a command is still pending when nothing is left to wait for, that is no success.
process.exitCode = ExitCode.USAGE;

// It holds for the whole process, so that the program sets it, and not the command, which tests call in theirs.
if (process.argv[2] === 'run') optimizeLater();

void main(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
}, endByError);
