#!/usr/bin/env node
import { main } from './cli/program';

// A reader that has seen enough (`coff2 ... | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

void main(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
