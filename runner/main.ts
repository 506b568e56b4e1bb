#!/usr/bin/env node
import { main } from './cli/program';

// A reader that has seen enough (`coff2 ... | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// A terminal that was closed: nobody is left to be told, and the command ends by SIGHUP.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EIO' && error.code !== 'EPIPE') throw error;
});

void main(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
