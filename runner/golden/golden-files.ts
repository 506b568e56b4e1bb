import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Update } from '../case/case';
import { caseFolder } from '../case/case-store';
import { isInstalled, packageRoot } from '../system/package-root';
import { readStoredFile } from '../system/input-file';
import { unreadableFileText } from '../system/unreadable-file';
import { GoldenError } from './golden-error';
import { PackedGoldens } from './packed-goldens';

/** Name of the file of digests in a case's folder. */
export const DIGESTS_FILE = 'digests.json';

/** The suffixes of the files of an update. */
export const GOLDEN_SUFFIXES = ['.exe', '.nodes', '.png'] as const;

export type GoldenSuffix = (typeof GOLDEN_SUFFIXES)[number];

const MAX_SLUG = 60;

/** The largest image that is kept as a file, in bytes: a node dump is about five times as large. */
const MAX_KEPT_IMAGE = 4 * 1024 * 1024;

/**
 * Whether the image and the node dump of an update are kept as files. Of larger ones only digests are.
 * @param size of the image, in bytes
 */
export function areKeptAsFiles(size: number): boolean {
  return size <= MAX_KEPT_IMAGE;
}

/** The folder of this package's goldens. */
export function goldenFolder(): string {
  return path.join(packageRoot(), 'goldens');
}

/** Whether a case file is one of the suite's own, whose goldens are in {@link goldenFolder}. */
export function isOwnCase(file: string): boolean {
  const folder = path.dirname(path.resolve(file));
  return fs.existsSync(folder) && fs.realpathSync(folder) === fs.realpathSync(caseFolder());
}

/**
 * The folder of a case's goldens. A case of the suite has its goldens in `goldens/NAME`, any other one
 * beside its file, in `NAME.goldens`.
 * @param given folder for the goldens of all cases, in which each has one of its name; null if there
 *   is none
 */
export function goldensOfCase(
  { name, file }: { readonly name: string; readonly file: string },
  given: string | null,
): string {
  if (given !== null) return path.join(given, name);
  if (isOwnCase(file)) return path.join(goldenFolder(), name);
  return path.join(path.dirname(file), `${name}.goldens`);
}

/**
 * The name of an update's files, without suffix: "02-change-the-string".
 * @param index of the update, from 0
 */
export function goldenStem(index: number, update: string): string {
  const slug = update
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, MAX_SLUG)
    // The cut may leave half of a character.
    .replace(/\p{Surrogate}$/u, '')
    .replace(/-+$/, '');
  const number = String(index + 1).padStart(2, '0');
  return slug === '' ? number : `${number}-${slug}`;
}

/** The goldens that a case should have. */
export function expectedFiles(
  updates: readonly Pick<Update, 'name' | 'isWithoutGoldens'>[],
): readonly string[] {
  return [
    DIGESTS_FILE,
    ...updates.flatMap(({ name, isWithoutGoldens }, index) =>
      isWithoutGoldens === true
        ? []
        : GOLDEN_SUFFIXES.map((suffix) => `${goldenStem(index, name)}${suffix}`),
    ),
  ];
}

/** Where the build packs the goldens for the package. */
export function packedFolder(): string {
  return path.join(packageRoot(), 'dist', 'goldens');
}

let packed: PackedGoldens | undefined;

/**
 * The bytes of a golden; null if there is none. The installed package has the goldens of its cases in packed
 * form. Files in their folders come first: they were accepted later.
 * @param file path in the folder of a case's goldens
 * @throws GoldenError
 */
export function readGolden(file: string): Buffer | null {
  const bytes = readIfThere(file);
  // What is packed in the repository may be older than its goldens.
  if (bytes !== null || !isInstalled()) return bytes;
  const folder = path.dirname(path.resolve(file));
  if (path.dirname(folder) !== goldenFolder()) return null;
  packed ??= new PackedGoldens(packedFolder());
  return packed.read(path.basename(folder), path.basename(file));
}

/** The indices of the updates that goldens are kept of, from 0. */
export function updatesWithGoldens(updates: readonly Update[]): readonly number[] {
  return updates.flatMap(({ isWithoutGoldens }, index) =>
    isWithoutGoldens === true ? [] : [index],
  );
}

/** The bytes of a file; null if it does not exist. @throws GoldenError if it cannot be read */
export function readIfThere(file: string): Buffer | null {
  try {
    return readStoredFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    const why = unreadableFileText(error, file);
    if (why === null) throw error;
    throw new GoldenError(why, { cause: error });
  }
}

/**
 * Goldens that belong to no case or update, as paths relative to the folder of goldens.
 * @param expected the files of each case; null for a case whose goldens are unknown, and are then left
 *   alone
 */
export function staleGoldens(
  folder: string,
  expected: ReadonlyMap<string, readonly string[] | null>,
): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const files = expected.has(name) ? expected.get(name) : [];
      if (files == null) return [];
      return fs
        .readdirSync(path.join(folder, name))
        .filter((file) => !files.includes(file))
        .map((file) => path.join(name, file));
    })
    .sort();
}

/** Removes goldens, and folders that become empty. */
export function removeGoldens(folder: string, files: readonly string[]): void {
  for (const file of files) fs.rmSync(path.join(folder, file), { recursive: true });
  for (const name of new Set(files.map((file) => path.dirname(file)))) {
    const directory = path.join(folder, name);
    if (fs.readdirSync(directory).length === 0) fs.rmdirSync(directory);
  }
}
