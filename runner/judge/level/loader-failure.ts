import type { ProgramState } from '../../case/program/program-state';
import { LoadedImage } from '../../image/read/loaded-image';
import type { NotFound } from '../../system/loader-messages';
import type { BesideFile } from '../../system/program-runner';
import { RUN_IMAGE } from '../../system/run-folder';
import { dllOf, importKey } from '../meaning/import-index';
import { importList } from '../meaning/import-list';
import { takenPlace } from './taken-place';

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

/** Whether an exit code says that the loader did not find what an image imports. */
export function isLoaderFailure(exitCode: number | null): boolean {
  return exitCode !== null && NOT_FOUND.has(exitCode);
}

/**
 * Explains a run that failed because the loader did not find what an image imports: what that is, and
 * whether the case or the linker named it.
 * @param exitCode Wine's is a guess, as a program may end with that number too
 * @param notFound what the loader said; without that, all that it may be is named
 * @param beside the DLLs that the image loads
 * @returns no line if neither says that something was not found
 */
export function loaderFailure(
  program: ProgramState,
  image: Uint8Array,
  exitCode: number | null,
  notFound: readonly NotFound[],
  beside: readonly BesideFile[] = [],
): readonly string[] {
  const named = namedBy(program);
  if (notFound.length > 0) return notFound.map((one) => sentence(one, named));
  const what = exitCode === null ? undefined : NOT_FOUND.get(exitCode);
  if (what === undefined) return [];
  const imported = importedBy(image);
  const own = imported.filter(({ dll, name }) => !named.has(importKey(dll, name)));
  const likely = `the exit code suggests that the loader did not find ${what}, but not which`;
  const taken = takenPlace(image, beside);
  if (taken !== null) return [`${likely}; a guess: ${taken}`];
  if (imported.length === 0) return [`${likely}; the imports of the image cannot be read`];
  return own.length > 0
    ? [`${likely}; a guess: ${listed(own)}, which the linker names and the case does not`]
    : [`${likely}; the case names all that the image imports: ${listed(imported)}`];
}

/** A function and its DLL, in lower case. */
interface Imported {
  readonly dll: string;
  readonly name: string;
}

/** What a program asks for, by `importKey`. */
type Named = ReadonlyMap<string, Imported>;

function namedBy(program: ProgramState): Named {
  const named = new Map<string, Imported>();
  for (const { name, libName } of program.globals()) {
    if (libName === null) continue;
    const dll = dllOf(libName);
    named.set(importKey(dll, name), { dll, name });
  }
  return named;
}

function sentence(notFound: NotFound, named: Named): string {
  const all = [...named.values()];
  if (notFound.kind === 'function') {
    const { dllAndName } = notFound;
    const isOfCase = all.some(({ dll, name }) => isSameFunction(dllAndName, dll, name));
    return `the loader did not find the function ${dllAndName}: ${whose(isOfCase)}`;
  }
  const { dll, neededBy } = notFound;
  const what = `the loader did not find ${dll}, which ${neededBy} needs`;
  // Another file beside the program is a DLL, made of a case of its own.
  if (neededBy.toLowerCase() !== RUN_IMAGE) return `${what}: see the case of that DLL`;
  return `${what}: ${whose(all.some((one) => one.dll === dll.toLowerCase()))}`;
}

/** DLLs are compared as the loader does, functions exactly. */
function isSameFunction(dllAndName: string, dll: string, name: string): boolean {
  const start = dllAndName.slice(0, dll.length).toLowerCase();
  return start === dll && dllAndName.slice(dll.length) === `.${name}`;
}

function whose(isOfCase: boolean): string {
  return isOfCase ? 'the case names it' : 'the linker names it, the case does not';
}

function listed(functions: readonly Imported[]): string {
  return [...new Set(functions.map(({ dll, name }) => importKey(dll, name)))].join(', ');
}

function importedBy(image: Uint8Array): readonly Imported[] {
  const loaded = LoadedImage.read(image);
  return typeof loaded === 'string' ? [] : importList(loaded.image).functions;
}
