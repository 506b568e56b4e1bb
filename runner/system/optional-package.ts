import { createRequire } from 'node:module';
import { UsageError } from './usage-error';

const requireLater = createRequire(__filename);

/** Packages that npm does not install with the suite, and what needs them. */
export interface OptionalPackages {
  /** What cannot be done without them, as the start of a sentence. */
  readonly purpose: string;
  /** Their names, as in `peerDependencies` of package.json. */
  readonly packages: readonly string[];
}

/** Draws pictures as PNG, and compares their pixels. */
export const PICTURE_PACKAGES: OptionalPackages = {
  purpose: 'Rendering a picture as PNG',
  packages: ['@resvg/resvg-js', '@expo-google-fonts/ibm-plex-mono', 'pngjs'],
};

/** Makes random scripts and programs. */
export const FUZZ_PACKAGES: OptionalPackages = {
  purpose: 'coff2 fuzz',
  packages: ['fast-check'],
};

/** Those that are not installed. */
export function missingPackages({ packages }: OptionalPackages): readonly string[] {
  return packages.filter((name) => !isInstalled(name));
}

/** Says which packages are missing, and how to get them. */
export function missingText(optional: OptionalPackages): string {
  const missing = missingPackages(optional);
  const kind = missing.length === 1 ? 'a package that is' : 'packages that are';
  return `${optional.purpose} needs ${kind} not installed: npm install ${missing.join(' ')}`;
}

/** @throws UsageError if one of them is not installed */
export function requirePackages(optional: OptionalPackages): void {
  if (missingPackages(optional).length > 0) throw new UsageError(missingText(optional));
}

function isInstalled(name: string): boolean {
  try {
    requireLater.resolve(`${name}/package.json`);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A package that does not export its package.json is there all the same.
    if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return true;
    if (code === 'MODULE_NOT_FOUND') return false;
    throw error;
  }
}
