import type { HostName } from '../../reference';
import type { StoredCase } from '../case/case-store';
import { freshScript } from '../case/program/fresh-script';
import type { ProgramState } from '../case/program/program-state';
import { AdapterFailure, AdapterStartFailure } from './protocol/adapter-failure';
import { AdapterSession } from './protocol/adapter-session';
import { MAX_LINE, type AdapterHello, type SnapshotAnswer } from './protocol/messages';
import { UsageError } from '../system/usage-error';
import { WorkFileError, WorkFolder } from './protocol/work-folder';
import type { Implementation, LineListener, LinkFailure, LinkResult } from './implementation';
import { type LinkerLevel, LINKER_LEVELS } from './protocol/linker-level';

/** How many updates of a case the time limit is for. A longer case has as much more. */
const UPDATES_IN_TIME = 25;

/** Why a case cannot be sent. */
const TOO_LONG = `an op of the case has ${MAX_LINE} bytes or more, the limit of a line`;

/** How to run an adapter. */
export interface AdapterSettings {
  readonly name: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Environment variables besides those of this process; none by default. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Milliseconds for a case of at most {@link UPDATES_IN_TIME} updates. */
  readonly timeout: number;
  /** The largest image in bytes. A node dump may be eight times as large. */
  readonly maxImage: number;
  /** The host profiles on which it is judged by default. */
  readonly hosts: readonly HostName[];
  /** Whether the cases' #expect_failure is about this linker. */
  readonly isReference: boolean;
}

/** What it has to be able to do; the defaults are those of link scripts. */
interface Wanted {
  readonly machine?: string | number;
  readonly outputMode?: string | number;
}

/** What an adapter is sent, from the header to the last snapshot. */
interface SentScript {
  /** The name of the case. */
  readonly name: string;
  readonly options: Wanted;
  readonly lines: readonly { readonly json: string; readonly isSnapshot: boolean }[];
}

/** A linker behind the protocol. Each case and host gets a process. */
export class AdapterImplementation implements Implementation {
  readonly name: string;
  readonly hosts: readonly HostName[];
  readonly isReference: boolean;
  readonly #settings: AdapterSettings;
  #hello: AdapterHello | null = null;

  constructor(settings: AdapterSettings) {
    this.name = settings.name;
    this.hosts = settings.hosts;
    this.isReference = settings.isReference;
    this.#settings = settings;
  }

  /** The levels that it last announced; all levels before its first greeting. */
  get levels(): readonly LinkerLevel[] {
    return this.#hello?.capabilities.levels ?? LINKER_LEVELS;
  }

  /** Name and version as it gives them; null until its greeting. */
  get identity(): string | null {
    return this.#hello === null ? null : `${this.#hello.name} ${this.#hello.version}`;
  }

  link(
    { name, case: { linkOptions, script } }: StoredCase,
    host: HostName,
    stop: AbortSignal,
    onLine?: LineListener,
  ): AsyncGenerator<LinkResult, void, undefined> {
    const lines = script.map(({ json, op }) => ({ json, isSnapshot: op === 'snapshot' }));
    return this.#link({ name, options: linkOptions, lines }, host, stop, onLine);
  }

  async linkFresh(
    name: string,
    program: ProgramState,
    host: HostName,
    stop: AbortSignal,
  ): Promise<LinkResult> {
    const script = freshScript(program);
    const lines = script.map((json, index) => ({ json, isSnapshot: index + 1 === script.length }));
    const results: LinkResult[] = [];
    for await (const one of this.#link({ name, options: program.options, lines }, host, stop)) {
      results.push(one);
    }
    const failed = results.find(({ kind }) => kind === 'failure');
    const result = failed ?? results[0];
    if (result === undefined) throw new Error('a session ended without an image or a failure');
    return result;
  }

  async *#link(
    { name, options, lines }: SentScript,
    host: HostName,
    stop: AbortSignal,
    onLine?: LineListener,
  ): AsyncGenerator<LinkResult, void, undefined> {
    const folder = new WorkFolder();
    const snapshots = lines.filter(({ isSnapshot }) => isSnapshot).length;
    let session: AdapterSession | null = null;
    try {
      session = await AdapterSession.start({
        command: this.#settings.command,
        environment: this.#settings.environment ?? {},
        timeout: this.#settings.timeout * Math.max(1, snapshots / UPDATES_IN_TIME),
        folder,
        host,
        caseName: name,
        stop,
        ...(onLine === undefined ? {} : { onLine }),
      });
      this.#hello = await session.hello();
      const cannot = unsupportedBy(this.#hello, options);
      if (cannot !== null) {
        yield failure(new AdapterFailure('unsupported', cannot));
        return;
      }
      for (const { json: line, isSnapshot } of lines) {
        if (Buffer.byteLength(line) >= MAX_LINE) {
          yield failure(new AdapterFailure('unsupported', TOO_LONG));
          return;
        }
        await session.send(line);
        if (!isSnapshot) continue;
        yield this.#read(await session.snapshot(), folder);
      }
      await session.bye();
    } catch (error) {
      if (error instanceof AdapterStartFailure) {
        throw new UsageError(`the linker ${this.name}: ${error.reason}`);
      }
      if (error instanceof AdapterFailure) yield failure(error);
      else if (error instanceof WorkFileError && session !== null) {
        yield failure(await session.failure('protocol', error.message));
      } else throw error;
    } finally {
      await session?.close();
      folder.remove();
    }
  }

  #read({ image, nodes, symbols, written }: SnapshotAnswer, folder: WorkFolder): LinkResult {
    const { maxImage } = this.#settings;
    return {
      kind: 'image',
      image: folder.read(image, maxImage),
      nodes: nodes === undefined ? null : folder.read(nodes, 8 * maxImage).toString('utf8'),
      symbols: symbols ?? null,
      ...(written === undefined ? {} : { written }),
    };
  }
}

function unsupportedBy(
  { capabilities: { machines, outputModes, levels } }: AdapterHello,
  { machine = 'AMD64', outputMode = 'Exe' }: Wanted,
): string | null {
  if (levels.length === 0) {
    return `it announces no level that this suite knows (${LINKER_LEVELS.join(', ')})`;
  }
  if (!machines.some((one) => one === machine)) return `it does not link for ${machine}`;
  if (!outputModes.some((one) => one === outputMode)) return `it does not make ${outputMode}`;
  return null;
}

function failure({ outcome, reason, stderr }: AdapterFailure): LinkFailure {
  return { kind: 'failure', outcome, reason, details: stderr };
}
