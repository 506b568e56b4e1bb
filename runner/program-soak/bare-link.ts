import { writeImportLibrary } from '../linker/installed/import-library';
import { bareLinkerProgram, type BareLinker } from './toolchain';
import type { WorkFolder } from './work-folder';

/** The DLL that programs without C's library use. */
export const DLL = 'kernel32';

/** What they use of it. */
export const DLL_FUNCTIONS: readonly string[] = ['GetStdHandle', 'WriteFile', 'ExitProcess'];

const LIBRARY = `${DLL}.lib`;

/** The entry point of programs without C's library. */
const ENTRY = 'wWinMainCRTStartup';

/** Writes what linkers take for the DLL. */
export function writeLibrary(folder: WorkFolder): void {
  const functions = DLL_FUNCTIONS.map((symbol) => ({
    symbol,
    libName: DLL,
    isUndecorated: false,
  }));
  folder.write(LIBRARY, writeImportLibrary('AMD64', functions));
}

/**
 * Links an object of a folder that {@link writeLibrary} was called for.
 * @param isCollected whether sections that nothing refers to are left out
 * @returns null if it did; else why not, in one line
 */
export function linkBare(
  linker: BareLinker,
  { object, image, isCollected }: BareLink,
  folder: WorkFolder,
): Promise<string | null> {
  const args =
    linker === 'GNU ld'
      ? [
          ...['-m', 'i386pep', '--subsystem', 'console', '--entry', ENTRY, '-o', image],
          ...(isCollected ? ['--gc-sections'] : []),
          ...[object, LIBRARY],
        ]
      : [
          ...['/nologo', '/subsystem:console', '/nodefaultlib', `/entry:${ENTRY}`],
          ...[isCollected ? '/opt:ref' : '/opt:noref', `/out:${image}`, object, LIBRARY],
        ];
  return folder.run(bareLinkerProgram(linker), args);
}

/** Names of files. */
interface BareLink {
  readonly object: string;
  readonly image: string;
  readonly isCollected: boolean;
}
