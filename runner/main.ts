#!/usr/bin/env node
import { ExitCode } from './cli/exit-code';
import { main } from './cli/program';

// If the reader of a pipe closes it (`coff2 ... | head`), that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// A terminal that was closed: nobody is left to be told, and the command ends by SIGHUP.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EIO' && error.code !== 'EPIPE') throw error;
});

// If a command is still pending when nothing is left to wait for, that is no success.
process.exitCode = ExitCode.USAGE;

void main(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
