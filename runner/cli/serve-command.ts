import { Command } from 'commander';
import { ProtocolError, serve } from '../linker/protocol/serve';
import { ExitCode } from './exit-code';
import type { Io } from './io';

/** `coff2 serve`: the reference linker as an adapter. */
export function serveCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('serve')
    .addHelpText(
      'after',
      `
PROTOCOL.md documents the protocol. Try it: npx coff2 adapter-test coff2 serve

Exit codes: 0 the suite said bye, 1 the input broke the protocol or ended before bye, 2 wrong usage, or
a file that cannot be written.`,
    )
    .action(async () => {
      try {
        await serve(io.stdin, io.stdout);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        io.stderr.write(`coff2: ${error.message}\n`);
        finish(ExitCode.FAILED);
      }
    });
}
