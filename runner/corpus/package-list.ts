import * as fs from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../system/package-root';

const versions = z.record(z.string(), z.string());

/** `packages.json`: where the corpus comes from, version by version. */
const packageList = z.strictObject({
  /** Packages of Debian, by architecture. */
  debian: z.strictObject({ amd64: versions, i386: versions }),
  /** Packages of the npm registry. */
  npm: versions,
  /** What the corpus is compared with. */
  pypi: z.strictObject({ pefile: z.string() }),
});

/** A package that files are taken from. */
export interface Package {
  readonly registry: 'debian' | 'npm';
  readonly name: string;
  readonly version: string;
  /** Of Debian; null for npm. */
  readonly architecture: 'amd64' | 'i386' | null;
}

/** The packages of the corpus, and the version of pefile. */
export interface PackageList {
  readonly packages: readonly Package[];
  readonly pefile: string;
}

/** Reads `packages.json`. @throws Error if it is malformed */
export function readPackageList(): PackageList {
  const file = path.join(packageRoot(), 'runner', 'corpus', 'packages.json');
  const { debian, npm, pypi } = packageList.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  const packages: Package[] = [];
  for (const architecture of ['amd64', 'i386'] as const) {
    for (const [name, version] of Object.entries(debian[architecture])) {
      packages.push({ registry: 'debian', name, version, architecture });
    }
  }
  for (const [name, version] of Object.entries(npm)) {
    packages.push({ registry: 'npm', name, version, architecture: null });
  }
  return { packages, pefile: pypi.pefile };
}

/** "libwine 8.0~repack-4 (i386)". */
export function packageText({ name, version, architecture }: Package): string {
  return `${name} ${version}${architecture === 'i386' ? ' (i386)' : ''}`;
}
