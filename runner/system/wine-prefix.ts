import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lock } from 'proper-lockfile';
import { z } from 'zod';
import { cacheFolder } from './cache-folder';
import { removeFolder } from './remove-folder';

/** Changes whenever a prefix of an earlier version of the suite must not be used any more. */
const LAYOUT = 1;

/** Milliseconds after which the lock of a run that was killed counts for nothing. */
const STALE_LOCK = 30_000;

/** The file in a kept prefix that says that it was made whole, and by what. */
const MARKER = 'coff2-prefix.json';

const marker = z.object({ layout: z.int(), wine: z.string() });

/**
 * A prefix: the folder with Wine's drive C and registry, about 700 MB.
 *
 * It is the one that the user gives, or the one in the user's cache folder, which stays there for the
 * next run. One run at a time uses the kept one: another gets one of its own for the time that it
 * takes, and so does a run that cannot write to the cache folder.
 */
export class WinePrefix {
  /** Absolute path. */
  readonly path: string;
  readonly kind: 'given' | 'kept' | 'temporary';
  /** Version of the Wine that uses it. */
  readonly #wine: string;
  readonly #unlock: () => Promise<void>;

  private constructor(
    folder: string,
    kind: WinePrefix['kind'],
    wine: string,
    unlock: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.path = folder;
    this.kind = kind;
    this.#wine = wine;
    this.#unlock = unlock;
  }

  /**
   * @param wine version of the Wine that will use it, as it says itself
   * @param given path of a prefix that the user made; null if none is given
   */
  static async open(wine: string, given: string | null): Promise<WinePrefix> {
    if (given !== null) return new WinePrefix(path.resolve(given), 'given', wine);
    const folder = path.join(cacheFolder(), 'wine');
    try {
      fs.mkdirSync(path.dirname(folder), { recursive: true });
      const unlock = await lock(folder, {
        realpath: false,
        stale: STALE_LOCK,
        // Its files stay usable; only another run might start to use them, too.
        onCompromised: (error) => {
          process.emitWarning(`the lock of the Wine prefix ${folder} is lost: ${error.message}`);
        },
      });
      return new WinePrefix(folder, 'kept', wine, unlock);
    } catch (error) {
      if (!isInUse(error)) throw error;
      const own = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-wine-'));
      return new WinePrefix(own, 'temporary', wine);
    }
  }

  /** Whether it can be used as it is: made whole, by this version of Wine. */
  get isMade(): boolean {
    if (this.kind !== 'kept') return false;
    try {
      const read = marker.parse(JSON.parse(fs.readFileSync(path.join(this.path, MARKER), 'utf8')));
      return read.layout === LAYOUT && read.wine === this.#wine;
    } catch {
      // Not made, not made whole, or by something else: all of these are mended by making it anew.
      return false;
    }
  }

  /** Removes what is in it, unless it is the user's, so that it can be made. */
  async clear(): Promise<void> {
    if (this.kind === 'given') return;
    await removeFolder(this.path);
    fs.mkdirSync(this.path, { recursive: true });
  }

  /** It was made, and whole: the next run may use it as it is. */
  markMade(): void {
    if (this.kind !== 'kept') return;
    const made = { layout: LAYOUT, wine: this.#wine };
    fs.writeFileSync(path.join(this.path, MARKER), `${JSON.stringify(made)}\n`);
  }

  /** Gives the kept one to others, and removes a temporary one. */
  async close(): Promise<void> {
    if (this.kind === 'temporary') await removeFolder(this.path);
    await this.#unlock();
  }
}

/** Another run has it, or the cache folder is not to be written to. */
function isInUse(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ELOCKED', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC', 'EDQUOT'].includes(code);
}
