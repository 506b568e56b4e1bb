import { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Io } from '../io';
import type { ExitCode } from '../exit-code';
import { main } from '../program';

/** A stream that remembers what was written to it. */
export class CapturedStream extends Writable {
  readonly isTTY: boolean;
  /** The width of a terminal; a pipe has none. */
  readonly columns?: number;
  readonly #pieces: Buffer[] = [];

  constructor({ isTTY = false, columns }: { isTTY?: boolean; columns?: number | undefined } = {}) {
    super();
    this.isTTY = isTTY;
    if (columns !== undefined) this.columns = columns;
  }

  /** All that was written so far. */
  get text(): string {
    return Buffer.concat(this.#pieces).toString('utf8');
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#pieces.push(chunk);
    done();
  }
}

/** The streams of a command that runs in the process of its test. */
export class CapturedIo implements Io {
  readonly stdin: Readable;
  readonly stdout: CapturedStream;
  readonly stderr: CapturedStream;

  /** @param stdin what standard input has, in these pieces */
  constructor({
    stdin = [],
    isTTY = false,
    columns,
  }: { stdin?: readonly Uint8Array[]; isTTY?: boolean; columns?: number } = {}) {
    this.stdin = Readable.from(stdin);
    this.stdout = new CapturedStream({ columns });
    this.stderr = new CapturedStream({ isTTY, columns });
  }
}

/** What a command came to; its output without colours, which are there where `CI` is set. */
export interface CommandOutcome {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `coff2` with these arguments in this process. */
export async function coff2(
  args: readonly string[],
  io = new CapturedIo(),
): Promise<CommandOutcome> {
  const code = await main(args, io);
  return {
    code,
    stdout: stripVTControlCharacters(io.stdout.text),
    stderr: stripVTControlCharacters(io.stderr.text),
  };
}
