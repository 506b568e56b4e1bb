import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DIRTY_PAGE_SIZE, type ImageBytes } from './image-bytes';

/** Two changed ranges with fewer unchanged bytes between them are written as one. */
const MERGE_GAP = 32;

/** What one patch of a file wrote. */
export interface Patch {
  /** Number of ranges. */
  readonly ranges: number;
  /** Number of bytes in them. */
  readonly bytes: number;
  /** How many of these bytes the file had already. */
  readonly unchanged: number;
}

/** Bytes that a patch writes, from `start` to before `end`. */
interface PatchedRange {
  readonly start: number;
  readonly end: number;
  /** How many of them the file has already. */
  readonly unchanged: number;
}

/**
 * What a patch writes to make a file equal to an image.
 * @param file the contents of the file, as long as the image or longer
 * @param pages ascending indices of the pages that may differ
 */
function* patchedRanges(
  file: Uint8Array,
  image: Uint8Array,
  pages: Iterable<number>,
): Generator<PatchedRange, void, undefined> {
  let start = 0;
  let end = 0;
  let changed = 0;
  for (const page of pages) {
    const pageEnd = Math.min((page + 1) * DIRTY_PAGE_SIZE, image.length);
    if (isEqualFrom(page * DIRTY_PAGE_SIZE, pageEnd, file, image)) continue;
    for (let at = page * DIRTY_PAGE_SIZE; at < pageEnd; at += 1) {
      if (image[at] === file[at]) continue;
      if (changed === 0 || at - end > MERGE_GAP) {
        if (changed > 0) yield { start, end, unchanged: end - start - changed };
        start = at;
        changed = 0;
      }
      end = at + 1;
      changed += 1;
    }
  }
  if (changed > 0) yield { start, end, unchanged: end - start - changed };
}

function isEqualFrom(start: number, end: number, file: Uint8Array, image: Uint8Array): boolean {
  return Buffer.compare(file.subarray(start, end), image.subarray(start, end)) === 0;
}

/** What {@link InPlaceFile} would write to make a file with one image equal to the next. */
export function patchBetween(before: Uint8Array, image: Uint8Array): Patch {
  const file = new Uint8Array(image.length);
  file.set(before.subarray(0, image.length));
  const pages = Array.from(
    { length: Math.ceil(image.length / DIRTY_PAGE_SIZE) },
    (_, page) => page,
  );
  return sum(patchedRanges(file, image, pages));
}

function sum(ranges: Iterable<PatchedRange>): Patch {
  const patch = { ranges: 0, bytes: 0, unchanged: 0 };
  for (const { start, end, unchanged } of ranges) {
    patch.ranges += 1;
    patch.bytes += end - start;
    patch.unchanged += unchanged;
  }
  return patch;
}

/** A file that {@link writeFileAtomically} has not renamed yet. */
const TEMPORARY = /^\..+\.[0-9a-f]{12}\.tmp$/;

/** Whether a file is what a process that was killed left behind in {@link writeFileAtomically}. */
export function isLeftOver(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Writes a whole file or nothing: it writes a temporary file beside it, and renames that. A symbolic link stays, and
 * so do the permissions of a file that is there.
 * @throws the error of the file system; no file is left over, unless the process is killed: see {@link isLeftOver}
 */
export function writeFileAtomically(file: string, bytes: Uint8Array): void {
  const target = behindLink(file);
  const temporary = temporaryFor(target);
  try {
    fs.writeFileSync(temporary, bytes, { flag: 'wx' });
    const before = fs.statSync(target, { throwIfNoEntry: false });
    if (before !== undefined) keepMode(temporary, before.mode);
    replace(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw naming(error, temporary, file);
  }
}

/** Gives a file the permissions of the one that it replaces. Some file systems refuse it even where nothing changes. */
function keepMode(file: string, mode: number): void {
  if (fs.statSync(file).mode !== mode) fs.chmodSync(file, mode);
}

/** What a symbolic link leads to, be it there or not; anything else is itself. */
function behindLink(file: string): string {
  if (fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return file;
  try {
    return fs.realpathSync(file);
  } catch {
    return path.resolve(path.dirname(file), fs.readlinkSync(file));
  }
}

/** A name beside a file that nothing has. */
function temporaryFor(file: string): string {
  const unique = randomBytes(6).toString('hex');
  return path.join(path.dirname(file), `.${path.basename(file)}.${unique}.tmp`);
}

/** An error that names the file: one of a write names none, and one of an open the temporary file. */
function naming(error: unknown, temporary: string, file: string): unknown {
  if (!(error instanceof Error)) return error;
  const { path: named, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined || syscall === 'rename') return error;
  const message =
    named === undefined ? `${file}: ${error.message}` : error.message.replaceAll(temporary, file);
  return Object.assign(error, { message, path: file });
}

/** What Windows answers while somebody reads or scans the file that is to be replaced. */
const BUSY = new Set(['EPERM', 'EACCES', 'EBUSY']);
/** How often, and how many milliseconds apart, Windows is asked again. */
const TRIES = 20;
const PAUSE = 50;

/** Renames a file over another one, though a reader may have that one open. */
function replace(temporary: string, file: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      fs.renameSync(temporary, file);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      // Elsewhere an open file can be replaced, and these mean that it may not.
      if (process.platform !== 'win32' || !BUSY.has(code)) throw error;
      if (tries === TRIES) {
        replaceOpen(temporary, file);
        return;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

/**
 * Replaces a file that stays open: Windows does not rename over it, but lets it be renamed and removed if its
 * readers share that, as those of Node.js do. For a moment there is no file of the name.
 */
function replaceOpen(temporary: string, file: string): void {
  const aside = temporaryFor(file);
  fs.renameSync(file, aside);
  try {
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.renameSync(aside, file);
    throw error;
  }
  fs.rmSync(aside, { force: true });
}

/**
 * A file that is kept equal to an image by writing only what changed, as an incremental linker
 * does. A copy of the file in memory tells what changed.
 */
export class InPlaceFile {
  readonly #fd: number;
  readonly #image: ImageBytes;
  /** The contents of the file, in the first `#length` bytes. */
  #written = new Uint8Array(0);
  #length = 0;

  /** Creates the file, or empties an existing one. @throws the error of the file system */
  constructor(file: string, image: ImageBytes) {
    this.#fd = fs.openSync(file, 'w+');
    this.#image = image;
    image.trackDirtyPages();
  }

  /** Makes the file equal to the image. @throws the error of the file system */
  patch(): Patch {
    const image = this.#image.contents();
    this.#setLength(image.length);
    return sum(this.#writeRanges(image));
  }

  *#writeRanges(image: Uint8Array): Generator<PatchedRange, void, undefined> {
    for (const range of patchedRanges(this.#written, image, this.#image.takeDirtyPages())) {
      this.#write(image, range.start, range.end);
      yield range;
    }
  }

  close(): void {
    fs.closeSync(this.#fd);
  }

  #setLength(length: number): void {
    if (length === this.#length) return;
    fs.ftruncateSync(this.#fd, length);
    if (length > this.#written.length) {
      const written = new Uint8Array(length + Math.floor(length / 2));
      written.set(this.#written.subarray(0, this.#length));
      this.#written = written;
    }
    if (length < this.#length) this.#written.fill(0, length, this.#length);
    this.#length = length;
  }

  #write(image: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) at += fs.writeSync(this.#fd, image, at, end - at, at);
    this.#written.set(image.subarray(start, end), start);
  }
}
