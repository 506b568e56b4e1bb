import { execa } from 'execa';
import { keptBundle } from './bundled-program';
import type { CommandOutcome } from './captured-io';

/** A command, and where it runs. */
export interface PlacedCommand {
  readonly args: readonly string[];
  /** The working directory, absolute. */
  readonly folder: string;
}

/** Runs each command as the program's main file does, and prints a line of JSON of what it came to. */
const RUN_ALL = `
const { Readable, Writable } = require('node:stream');
const [, program, commands] = process.argv;
const { main } = require(program);
class Captured extends Writable {
  text = '';
  _write(chunk, _encoding, done) {
    this.text += chunk;
    done();
  }
}
// What locks files gives this signal back to the system when a command is over, which would end the process.
process.on('SIGXFSZ', () => {});
(async () => {
  for (const { args, folder } of JSON.parse(commands)) {
    process.chdir(folder);
    const [stdout, stderr] = [new Captured(), new Captured()];
    const code = await main(args, { stdin: Readable.from([]), stdout, stderr });
    console.log(JSON.stringify({ code, stdout: stdout.text, stderr: stderr.text }));
  }
})();
`;

/**
 * Runs commands one after the other in a single process of its own, for tests that need one because they take
 * something from it, such as the room to write files. Most of a command's time is the start of its process.
 * @param prefix the program that takes it from what it starts, and its arguments
 * @returns what the commands came to, in their order
 * @throws if one of them throws, which `main` does only for a defect
 */
export async function commandsInOneProcess(
  prefix: readonly string[],
  commands: readonly PlacedCommand[],
): Promise<readonly CommandOutcome[]> {
  const run = [process.execPath, '-e', RUN_ALL, keptBundle(), JSON.stringify(commands)];
  const [program = '', ...args] = [...prefix, ...run];
  const { stdout } = await execa(program, args, { env: { COLUMNS: '1000', NO_COLOR: '1' } });
  return stdout.split('\n').map((line) => JSON.parse(line) as CommandOutcome);
}
