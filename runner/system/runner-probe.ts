import {
  KNOWN_DLL,
  KNOWN_EXIT_CODE,
  KNOWN_OUTPUT,
  knownGoodDll,
  knownGoodImage,
  type ImageKind,
} from './known-good-image';
import type { NotFound } from './loader-messages';
import type { BesideFile, RunnableMachine, ProgramRun, ProgramRunner } from './program-runner';
import { RunnerUnable } from './runner-unable';

/** IMAGE_FILE_HEADER.Machine, by its value. */
const MACHINES: ReadonlyMap<number, RunnableMachine> = new Map([
  [0x014c, 'I386'],
  [0x8664, 'AMD64'],
  [0xaa64, 'ARM64'],
]);

/** What may be missing, by machine, where it is Wine that fails. */
const WINE_ADVICE: Readonly<Record<RunnableMachine, string>> = {
  AMD64: 'check that Wine works (wine64 cmd /c ver), and that its prefix has room: about 700 MB',
  I386:
    'install the 32-bit half of Wine (Debian: dpkg --add-architecture i386 && apt-get update && ' +
    'apt-get install wine32:i386)',
  ARM64: 'Wine on this machine runs no ARM64 image',
};

/**
 * Proves a runner before it is believed: before the first image of a kind, one runs that is known to
 * be good. What cannot run that is not judged by.
 */
export class ProvenRunner implements ProgramRunner {
  readonly #runner: ProgramRunner;
  readonly #proofs = new Map<string, Promise<string | null>>();
  /** One proof after the other: one may make anew what the others run in. */
  #latest: Promise<unknown> = Promise.resolve();

  constructor(runner: ProgramRunner) {
    this.#runner = runner;
  }

  get kind(): ProgramRunner['kind'] {
    return this.#runner.kind;
  }

  get machines(): readonly RunnableMachine[] {
    return this.#runner.machines;
  }

  async version(): Promise<string | null> {
    return (await this.#runner.version?.()) ?? null;
  }

  start(): Promise<void> {
    return this.#runner.start();
  }

  /**
   * @throws RunnerUnable if an image of its kind that is known to be good does not run, or one that loads a
   *   DLL where something lies beside this one
   */
  async run(image: Uint8Array, beside: readonly BesideFile[] = []): Promise<ProgramRun> {
    const kind = kindOf(image);
    const reason =
      (await this.prove(kind)) ?? (beside.length > 0 ? await this.#proveDlls(kind) : null);
    if (reason !== null) throw new RunnerUnable(reason);
    return this.#runner.run(image, beside);
  }

  /** @returns nothing where the loader says nothing */
  notFound(image: Uint8Array, beside: readonly BesideFile[] = []): Promise<readonly NotFound[]> {
    return this.#runner.notFound?.(image, beside) ?? Promise.resolve([]);
  }

  /** @returns why images of this kind cannot be run here, with what to do; null if they can be */
  prove(kind: ImageKind): Promise<string | null> {
    return this.#once(`${kind.machine} ${kind.subsystem}`, () => this.#prove(kind));
  }

  /** The same of images that load a DLL beside them. */
  #proveDlls(kind: ImageKind): Promise<string | null> {
    return this.#once(`${kind.machine} ${kind.subsystem} with a DLL`, () => this.#proveDll(kind));
  }

  #once(key: string, prove: () => Promise<string | null>): Promise<string | null> {
    const known = this.#proofs.get(key);
    if (known !== undefined) return known;
    const proof = this.#latest.then(prove);
    this.#latest = proof.catch(() => undefined);
    this.#proofs.set(key, proof);
    return proof;
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  async #prove(kind: ImageKind): Promise<string | null> {
    const image = knownGoodImage(kind);
    if (image === null) return `there is no image known to be good for ${kind.machine}`;
    try {
      let wrong = await this.#wrong(image);
      while (wrong !== null && (await this.#runner.renew?.(kind.machine)) === true) {
        wrong = await this.#wrong(image);
      }
      if (wrong === null) return null;
      const advice = this.#runner.kind === 'wine' ? `; ${WINE_ADVICE[kind.machine]}` : '';
      return `an ${kind.machine} image that is known to be good does not run here: ${wrong}${advice}`;
    } catch (error) {
      if (!(error instanceof RunnerUnable)) throw error;
      return error.message;
    }
  }

  async #proveDll(kind: ImageKind): Promise<string | null> {
    const image = knownGoodImage(kind, true);
    const dll = knownGoodDll(kind);
    if (image === null || dll === null)
      return `there is no DLL known to be good for ${kind.machine}`;
    const wrong = await this.#wrong(image, [{ name: KNOWN_DLL, bytes: dll }]);
    if (wrong === null) return null;
    return `an ${kind.machine} image that loads a DLL, both known to be good, does not run here: ${wrong}`;
  }

  /** What a good image does wrong; it gets a second try, as a loaded machine may fail the first. */
  async #wrong(image: Uint8Array, beside: readonly BesideFile[] = []): Promise<string | null> {
    const first = wrongWith(await this.#runner.run(image, beside));
    return first === null ? null : wrongWith(await this.#runner.run(image, beside));
  }
}

function wrongWith({ stdout, stderr, exitCode, timedOut }: ProgramRun): string | null {
  if (timedOut) return 'it does not end';
  if (exitCode === KNOWN_EXIT_CODE && stdout === KNOWN_OUTPUT) return null;
  const [said = ''] = stderr.trim().split('\n');
  return [
    exitCode === null ? 'it is ended by a signal' : `it exits with ${exitCode}`,
    `prints ${JSON.stringify(stdout)}`,
    ...(said === '' ? [] : [`and standard error says ${JSON.stringify(said)}`]),
  ].join(', ');
}

/**
 * What an image is loaded as, from its headers. What has none, and what no loader takes, counts as
 * a console program for AMD64: whatever the loader says of it is then its own answer.
 */
export function kindOf(image: Uint8Array): ImageKind {
  const bytes = Buffer.from(image.buffer, image.byteOffset, image.byteLength);
  const unknown: ImageKind = { machine: 'AMD64', subsystem: 3 };
  if (bytes.length < 0x40) return unknown;
  const pe = bytes.readUInt32LE(0x3c);
  if (pe + 24 + 70 > bytes.length || bytes.toString('latin1', pe, pe + 4) !== 'PE\0\0') {
    return unknown;
  }
  return {
    machine: MACHINES.get(bytes.readUInt16LE(pe + 4)) ?? 'AMD64',
    subsystem: bytes.readUInt16LE(pe + 24 + 68) === 2 ? 2 : 3,
  };
}
