import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { quote } from 'shell-quote';

/** Milliseconds that a program may take. */
const TIME_LIMIT = 60_000;

/** The file with the commands that made the others. */
export const COMMANDS = 'commands.sh';

const execute = promisify(execFile);

/** A folder in which programs make files, and which remembers how. */
export class WorkFolder {
  readonly path: string;

  /** Makes it anew. @param folder it may be there already, from an earlier run */
  constructor(folder: string) {
    this.path = path.resolve(folder);
    fs.rmSync(this.path, { recursive: true, force: true });
    fs.mkdirSync(this.path, { recursive: true });
  }

  file(name: string): string {
    return path.join(this.path, name);
  }

  write(name: string, contents: Uint8Array | string): string {
    fs.writeFileSync(this.file(name), contents);
    return this.file(name);
  }

  read(name: string): Uint8Array {
    return new Uint8Array(fs.readFileSync(this.file(name)));
  }

  /**
   * Runs a program in the folder.
   * @param timeout milliseconds after which it is ended
   * @returns null if it ended as it should; else why not, in one line
   */
  async run(
    program: string,
    args: readonly string[],
    timeout = TIME_LIMIT,
  ): Promise<string | null> {
    fs.appendFileSync(this.file(COMMANDS), `${quote([program, ...args])}\n`);
    try {
      await execute(program, args, { cwd: this.path, timeout, killSignal: 'SIGKILL' });
      return null;
    } catch (error) {
      return `${path.basename(program)}: ${whyFailed(error, timeout)}`;
    }
  }

  remove(): void {
    fs.rmSync(this.path, { recursive: true, force: true });
  }
}

function whyFailed(error: unknown, timeout: number): string {
  const { killed, stderr, message } = error as {
    readonly killed?: boolean;
    readonly stderr?: string;
    readonly message: string;
  };
  if (killed === true) return `does not end within ${timeout / 1000} s`;
  const said = (stderr ?? '').split('\n').filter((line) => line.trim() !== '');
  return said.find((line) => /error|undefined|unsupported/i.test(line)) ?? said[0] ?? message;
}
