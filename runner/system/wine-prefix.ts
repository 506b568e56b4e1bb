import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lock } from 'proper-lockfile';
import { z } from 'zod';
import { cacheFolder } from './cache-folder';
import { removeFolder } from './remove-folder';
import { RunnerUnable } from './runner-unable';

/** Changes whenever a prefix of an earlier version of the suite must not be used any more. */
const LAYOUT = 2;

/** Milliseconds after which the lock of a run that was killed counts for nothing. */
const STALE_LOCK = 30_000;

/** Milliseconds between two tries to have a lock. */
const LOCK_INTERVAL = 100;

/** The lock of a prefix that the user gives. It is in the prefix: the folder around it is not the suite's. */
const LOCK_IN_GIVEN = 'coff2-prefix.lock';

/** The file in a kept prefix that says that it was made whole, and by what. */
const MARKER = 'coff2-prefix.json';

const marker = z.object({
  layout: z.int(),
  wine: z.string(),
  /** Paths of Wine's programs: its 32-bit half may be installed later. */
  programs: z.array(z.string()),
  /** Machines whose images did not run in the prefix when it was new. */
  unable: z.array(z.string()),
});

type Marker = z.infer<typeof marker>;

/** What makes and uses a prefix: one that another Wine made may not work. */
export interface InstalledWine {
  /** As it says itself. */
  readonly version: string;
  /** Paths of its programs, sorted. */
  readonly programs: readonly string[];
}

/**
 * A prefix: the folder with Wine's drive C and registry, about 700 MB.
 *
 * It is the one that the user gives, or the one in the user's cache folder, which stays there for the
 * next run. One run at a time uses a prefix, because at its end it ends the server, and with that all
 * programs of the prefix. While one run has the kept one, another gets one of its own for the time that it
 * takes, and so does a run that cannot write to the cache folder.
 */
export class WinePrefix {
  /** Absolute path. */
  readonly path: string;
  readonly kind: 'given' | 'kept' | 'temporary';
  readonly #wine: InstalledWine;
  readonly #unlock: () => Promise<void>;

  private constructor(
    folder: string,
    kind: WinePrefix['kind'],
    wine: InstalledWine,
    unlock: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.path = folder;
    this.kind = kind;
    this.#wine = wine;
    this.#unlock = unlock;
  }

  /**
   * @param wine the Wine that will use it
   * @param given path of a prefix that the user made; null if none is given
   * @param patience milliseconds to wait for the kept one while another run has it
   * @throws RunnerUnable if another run has the given one, or it cannot be written to
   */
  static async open(
    wine: InstalledWine,
    given: string | null,
    patience: number,
  ): Promise<WinePrefix> {
    if (given !== null) return WinePrefix.#openGiven(wine, path.resolve(given));
    const folder = path.join(cacheFolder(), 'wine');
    try {
      fs.mkdirSync(path.dirname(folder), { recursive: true });
      const unlock = await locked(folder, `${folder}.lock`, patience);
      return new WinePrefix(folder, 'kept', wine, unlock);
    } catch (error) {
      if (!isInUse(error)) throw error;
      const own = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-wine-'));
      return new WinePrefix(own, 'temporary', wine);
    }
  }

  static async #openGiven(wine: InstalledWine, folder: string): Promise<WinePrefix> {
    try {
      fs.mkdirSync(folder, { recursive: true });
      const unlock = await locked(folder, path.join(folder, LOCK_IN_GIVEN), 0);
      return new WinePrefix(folder, 'given', wine, unlock);
    } catch (error) {
      if (!isInUse(error)) throw error;
      const { code = '' } = error as NodeJS.ErrnoException;
      throw new RunnerUnable(
        code === 'ELOCKED'
          ? `another run uses the Wine prefix ${folder}; wait until it ends, or leave --wine-prefix out`
          : `the Wine prefix ${folder} cannot be written to (${code}); leave --wine-prefix out`,
      );
    }
  }

  /** Whether it can be used as it is: made whole, by this installation of Wine. */
  get isMade(): boolean {
    const made = this.#marker();
    return (
      made?.layout === LAYOUT &&
      made.wine === this.#wine.version &&
      made.programs.join('\n') === this.#wine.programs.join('\n')
    );
  }

  /** Whether images of this machine did not run in it when it was new: making it anew would not help. */
  isUnable(machine: string): boolean {
    return this.#marker()?.unable.includes(machine) === true;
  }

  /** Removes what is in it, unless it is the user's, so that it can be made. */
  async clear(): Promise<void> {
    if (this.kind === 'given') return;
    await removeFolder(this.path);
    fs.mkdirSync(this.path, { recursive: true });
  }

  /**
   * It was made, and whole: the next run may use it as it is.
   * @param unable machines whose images do not run in it although it is new
   */
  markMade(unable: readonly string[] = []): void {
    if (this.kind !== 'kept') return;
    const { version, programs } = this.#wine;
    const made: Marker = {
      ...{ layout: LAYOUT, wine: version },
      ...{ programs: [...programs], unable: [...unable] },
    };
    fs.writeFileSync(this.#markerFile, `${JSON.stringify(made)}\n`);
  }

  /** It does not work: the next run makes it anew. */
  markBroken(): void {
    fs.rmSync(this.#markerFile, { force: true });
  }

  get #markerFile(): string {
    return path.join(this.path, MARKER);
  }

  /** What its marker says; null if it was not made, or not made whole. */
  #marker(): Marker | null {
    if (this.kind !== 'kept') return null;
    try {
      return marker.parse(JSON.parse(fs.readFileSync(this.#markerFile, 'utf8')));
    } catch {
      // No marker, or a damaged one, or that of another version: making the prefix anew mends all of these.
      return null;
    }
  }

  /** Gives the kept one to others, and removes a temporary one. */
  async close(): Promise<void> {
    if (this.kind === 'temporary') await removeFolder(this.path);
    await this.#unlock();
  }
}

/**
 * Locks a prefix.
 * @param patience milliseconds to try again
 * @returns what unlocks it
 */
function locked(
  folder: string,
  lockfilePath: string,
  patience: number,
): Promise<() => Promise<void>> {
  return lock(folder, {
    retries: {
      retries: Math.ceil(patience / LOCK_INTERVAL),
      minTimeout: LOCK_INTERVAL,
      maxTimeout: LOCK_INTERVAL,
    },
    lockfilePath,
    realpath: false,
    stale: STALE_LOCK,
    // Its files stay usable; only another run might start to use them, too.
    onCompromised: (error) => {
      process.emitWarning(`the lock of the Wine prefix ${folder} is lost: ${error.message}`);
    },
  });
}

/** Another run has it, or its folder is not to be written to. */
function isInUse(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ELOCKED', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC', 'EDQUOT'].includes(code);
}
