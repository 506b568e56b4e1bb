import type { ProgramState } from '../../case/program/program-state';
import { LoadedImage } from '../../image/read/loaded-image';
import { dllOf, importKey } from '../meaning/import-index';
import { importList } from '../meaning/import-list';

/** What the loader did not find, by NTSTATUS, and by its lowest 8 bits, which Wine on Linux reports. */
const NOT_FOUND: ReadonlyMap<number, string> = new Map([
  ...codes(0xc000_0135, 'a DLL'),
  ...codes(0xc000_0138, 'an ordinal of a DLL'),
  ...codes(0xc000_0139, 'a function of a DLL'),
]);

function codes(status: number, what: string): readonly (readonly [number, string])[] {
  return [
    [status, what],
    [status & 0xff, what],
  ];
}

/**
 * Explains an exit code that says that the loader did not find what an image imports: whether the case or
 * the linker named it. Wine's exit code is a guess, as a program may end with that number too.
 * @returns no line if the exit code says something else
 */
export function loaderFailure(
  program: ProgramState,
  image: Uint8Array,
  exitCode: number | null,
): readonly string[] {
  const what = exitCode === null ? undefined : NOT_FOUND.get(exitCode);
  if (what === undefined) return [];
  const imported = importedBy(image);
  const named = new Set(
    program
      .globals()
      .flatMap(({ name, libName }) => (libName === null ? [] : [importKey(dllOf(libName), name)])),
  );
  const own = imported.filter((key) => !named.has(key));
  const likely = `most likely the loader did not find ${what}`;
  if (own.length > 0) return [`${likely}: the linker names ${own.join(', ')}, the case does not`];
  if (imported.length === 0) return [`${likely}, but the imports of the image cannot be read`];
  return [`${likely}: the case names all that the image imports: ${imported.join(', ')}`];
}

/** What an image imports, each once. */
function importedBy(image: Uint8Array): readonly string[] {
  const loaded = LoadedImage.read(image);
  if (typeof loaded === 'string') return [];
  const { functions } = importList(loaded.image);
  return [...new Set(functions.map(({ dll, name }) => importKey(dll, name)))];
}
