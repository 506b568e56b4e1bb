import type { Readable, Writable } from 'node:stream';
import { LineSplitter } from '../../case/link-script/lines';
import { ScriptError } from '../../case/link-script/script-error';
import { PROTOCOL_VERSION, suiteHello, type AdapterHello } from '../protocol/messages';
import { ProtocolError } from '../protocol/serve';
import { Denial } from './denial';
import { fileErrorText, isFileError } from '../../system/file-error';
import { findProgram } from '../../system/find-program';
import { LinkSession } from './link-session';
import type { Linker } from './linker';
import { ScriptLinker } from './script-linker';

/** What an adapter has around it. */
export interface AdapterSurroundings {
  readonly input: Readable;
  readonly output: Writable;
  /** Told all that the linker says when it refuses. */
  readonly messages: Writable;
  /** Folders in which the linker is looked for, as in the environment's PATH. */
  readonly searchPath: string;
}

/**
 * A linker of the system behind the protocol: it links the whole program anew at each snapshot.
 * Reads lines until `bye`.
 * @throws ProtocolError if the input breaks the protocol
 */
export async function adaptLinker(
  linker: Linker,
  surroundings: AdapterSurroundings,
): Promise<void> {
  const adapter = new LinkerAdapter(linker, surroundings);
  const splitter = new LineSplitter();
  for await (const chunk of surroundings.input) {
    for (const line of splitter.push(chunk as Buffer)) if (adapter.line(line)) return;
  }
  throw new ProtocolError('the input ended without bye');
}

class LinkerAdapter {
  readonly #linker: Linker;
  readonly #surroundings: AdapterSurroundings;
  #isGreeted = false;
  /** Null from a refusal on: what comes then is passed over. */
  #script: ScriptLinker | null = null;

  constructor(linker: Linker, surroundings: AdapterSurroundings) {
    this.#linker = linker;
    this.#surroundings = surroundings;
  }

  /** @returns whether it was the last line */
  line(bytes: Buffer): boolean {
    if (this.#isGreeted && /^\s*\{\s*"bye"/.test(bytes.toString('utf8'))) return true;
    try {
      if (this.#isGreeted) this.#link(bytes);
      else this.#greet(bytes);
    } catch (error) {
      this.#script = null;
      this.#deny(error);
    }
    return false;
  }

  #greet(bytes: Buffer): void {
    const { workFolder, case: caseName } = parseHello(bytes.toString('utf8'));
    this.#isGreeted = true;
    const { name, program, install, machines } = this.#linker;
    const file = findProgram(program, this.#surroundings.searchPath);
    if (file === null)
      throw new Denial('unsupported', `${program} is not on PATH; install it (${install})`);
    const session = new LinkSession(this.#linker, file, workFolder);
    this.#script = new ScriptLinker(session, caseName);
    const hello: AdapterHello = {
      protocol: PROTOCOL_VERSION,
      name,
      version: session.version(),
      capabilities: {
        machines: [...machines],
        outputModes: ['Exe', 'Lib'],
        levels: ['valid', 'runs', 'meaning'],
        incremental: false,
      },
    };
    this.#answer({ hello });
  }

  #link(bytes: Buffer): void {
    const snapshot = this.#script?.line(bytes) ?? null;
    if (snapshot !== null) this.#answer({ snapshot });
  }

  #deny(error: unknown): void {
    if (error instanceof Denial) {
      if (error.details !== '') this.#surroundings.messages.write(error.details);
      this.#answer({ [error.kind]: error.reason });
    } else if (error instanceof ScriptError) {
      this.#answer({ refused: `${error.subject}: ${error.reason}` });
    } else if (isFileError(error)) {
      // A full disk, or a linker that cannot be started, says nothing of the linker.
      this.#answer({ unsupported: `this adapter cannot work here: ${fileErrorText(error)}` });
    } else {
      throw error;
    }
  }

  #answer(message: object): void {
    this.#surroundings.output.write(`${JSON.stringify(message)}\n`);
  }
}

function parseHello(line: string): { readonly workFolder: string; readonly case: string } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new ProtocolError(
      `expected {"hello":{...}}, got a line that is not JSON: ${line.slice(0, 80)}`,
    );
  }
  const result = suiteHello.safeParse(json);
  if (result.success) return result.data.hello;
  throw new ProtocolError(`expected {"hello":{...}}, got ${line.slice(0, 80)}`);
}
