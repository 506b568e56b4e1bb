import * as fs from 'node:fs';
import * as path from 'node:path';
import { InPlaceFile, type ImageBytes, type Patch } from '../../../reference';
import { LineSplitter } from '../../case/link-script/lines';
import { LineError, ScriptError } from '../../case/link-script/script-error';
import { packageVersion } from '../../system/package-root';
import { ScriptReplay } from '../../case/replay/script-replay';
import { LINKER_LEVELS } from './linker-level';
import { PROTOCOL_VERSION, suiteHello, type SuiteHello } from './messages';
import { oneLine } from '../../text/one-line';

/** The image, which is patched in place. */
const IMAGE = 'program.exe';

/** How many characters of a wrong line are shown. */
const SHOWN = 80;

/** A line of the suite breaks the protocol. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/**
 * The reference linker behind the protocol: reads lines from `input` until `bye`, and answers.
 * @throws ProtocolError if the input breaks the protocol
 * @throws an error of the file system if the work folder cannot be written to
 */
export async function serve(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<void> {
  const server = new Server(output);
  const splitter = new LineSplitter();
  try {
    for await (const chunk of input) {
      for (const line of splitter.push(Buffer.from(chunk))) if (server.line(line)) return;
    }
  } catch (error) {
    if (error instanceof LineError) throw new ProtocolError(error.message);
    throw error;
  } finally {
    server.close();
  }
  throw new ProtocolError('the input ended without bye');
}

class Server {
  readonly #output: NodeJS.WritableStream;
  #hello: SuiteHello['hello'] | null = null;
  #replay: ScriptReplay | null = null;
  #isRefused = false;
  #image: InPlaceFile | null = null;

  constructor(output: NodeJS.WritableStream) {
    this.#output = output;
  }

  /** @returns whether it was the last line */
  line(bytes: Buffer): boolean {
    const line = bytes.toString('utf8');
    if (this.#hello === null) {
      this.#greet(line);
      return false;
    }
    if (/^\s*\{\s*"bye"/.test(line)) return true;
    if (!this.#isRefused) this.#link(bytes, this.#hello);
    return false;
  }

  /** Closes the image. */
  close(): void {
    this.#image?.close();
    this.#image = null;
  }

  #greet(line: string): void {
    const got = oneLine(line, SHOWN);
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      throw new ProtocolError(`expected {"hello":{...}}, got a line that is not JSON: ${got}`);
    }
    const result = suiteHello.safeParse(json);
    if (!result.success) {
      const where = result.error.issues.map(
        ({ path: at, message }) => `${at.join('.')}: ${message}`,
      );
      throw new ProtocolError(`expected {"hello":{...}}, got ${got} (${where.join('; ')})`);
    }
    this.#hello = result.data.hello;
    this.#answer({
      hello: {
        protocol: PROTOCOL_VERSION,
        name: 'coff2-conformance reference',
        version: packageVersion(),
        capabilities: {
          machines: ['AMD64', 'I386'],
          outputModes: ['Exe', 'Lib'],
          levels: LINKER_LEVELS,
          incremental: true,
        },
      },
    });
  }

  #link(line: Buffer, hello: SuiteHello['hello']): void {
    this.#replay ??= new ScriptReplay(hello.case, [hello.host], {
      snapshot: (_host, { linker }, index) => {
        const nodes = `${index + 1}.nodes`;
        const { bytes, unchanged } = this.#patch(linker.image, hello.workFolder);
        const pieces: Buffer[] = [];
        linker.dump((piece) => pieces.push(Buffer.from(piece)));
        fs.writeFileSync(path.join(hello.workFolder, nodes), Buffer.concat(pieces));
        const symbols = linker.symbolMap();
        this.#answer({ snapshot: { image: IMAGE, nodes, symbols, written: { bytes, unchanged } } });
      },
    });
    try {
      this.#replay.push(Buffer.concat([line, Buffer.from('\n')]));
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      this.#isRefused = true;
      this.#answer({ refused: `${error.subject}: ${error.reason}` });
    }
  }

  #patch(image: ImageBytes, folder: string): Patch {
    this.#image ??= new InPlaceFile(path.join(folder, IMAGE), image);
    return this.#image.patch();
  }

  #answer(message: object): void {
    this.#output.write(`${JSON.stringify(message)}\n`);
  }
}
