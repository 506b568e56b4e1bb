import { AdapterFailure } from '../protocol/adapter-failure';
import { AdapterSession } from '../protocol/adapter-session';
import type { AdapterHello, SnapshotAnswer } from '../protocol/messages';
import { WorkFileError, WorkFolder } from '../protocol/work-folder';
import { fail, skipped, type Finding } from './finding';
import { HELLO_SCRIPT } from './hello-script';

/** The largest image or node dump that is read, in bytes. */
const MAX_FILE = 0x1000_0000;

/** The adapter that is tested. */
export interface TestedAdapter {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Milliseconds for each check. */
  readonly timeout: number;
  readonly stop: AbortSignal;
  /** Called with each line in either direction, without its end. */
  readonly onLine?: (from: 'suite' | 'adapter', line: string) => void;
}

/** There is nothing to check. */
class NotChecked extends Error {
  override readonly name = 'NotChecked';
}

/** A process of the adapter, for one check. */
export class TestSession {
  readonly folder: WorkFolder;
  readonly session: AdapterSession;

  private constructor(folder: WorkFolder, session: AdapterSession) {
    this.folder = folder;
    this.session = session;
  }

  /** Starts the adapter, does something with it, and ends it. */
  static async with(
    { command, timeout, stop, onLine }: TestedAdapter,
    act: (test: TestSession) => Promise<Finding>,
  ): Promise<Finding> {
    const folder = new WorkFolder();
    let session: AdapterSession | null = null;
    try {
      session = await AdapterSession.start({
        command,
        folder,
        host: 'linux-tmpfs',
        caseName: 'adapter-test',
        timeout,
        stop,
        ...(onLine === undefined ? {} : { onLine }),
      });
      return await act(new TestSession(folder, session));
    } catch (error) {
      if (error instanceof AdapterFailure) return failed(error);
      if (error instanceof NotChecked) return skipped(error.message);
      if (error instanceof WorkFileError) return fail(error.message);
      throw error;
    } finally {
      await session?.close();
      folder.remove();
    }
  }

  /**
   * Greets it.
   * @param more additional fields that the protocol does not have
   * @throws NotChecked if it does not link what the checks need
   */
  async greet(more: object = {}): Promise<AdapterHello> {
    const hello = await this.session.hello(more);
    const { machines, outputModes } = hello.capabilities;
    if (machines.includes('AMD64') && outputModes.includes('Exe')) return hello;
    throw new NotChecked('it does not make an Exe for AMD64, which this check links');
  }

  /** Greets it and sends the header. @throws NotChecked like {@link greet} */
  async begin(more: object = {}): Promise<AdapterHello> {
    const hello = await this.greet(more);
    await this.session.send(HELLO_SCRIPT.header);
    return hello;
  }

  /** Sends lines that end with a snapshot. @returns its answer */
  async link(lines: readonly string[]): Promise<SnapshotAnswer> {
    for (const line of lines) await this.session.send(line);
    return this.session.snapshot();
  }

  /** The bytes of a file in the work folder. @throws WorkFileError */
  read(name: string): Buffer {
    return this.folder.read(name, MAX_FILE);
  }
}

function failed({ outcome, reason, stderr }: AdapterFailure): Finding {
  switch (outcome) {
    case 'unsupported':
      return skipped(`it says that it cannot be judged by this: ${reason}`);
    case 'refused':
      return fail(`it refuses: ${reason}`, stderr);
    case 'crash':
    case 'timeout':
    case 'protocol':
      return fail(reason, stderr);
  }
}
