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
  /** What the corpus is compared with, and packages of PyPI by the platform that they are built for. */
  pypi: z.strictObject({
    pefile: z.string(),
    win32: versions,
    win_amd64: versions,
    win_arm64: versions,
  }),
});

const PLATFORMS = ['win32', 'win_amd64', 'win_arm64'] as const;

/** A package that files are taken from. */
export interface Package {
  readonly registry: 'debian' | 'npm' | 'pypi';
  readonly name: string;
  readonly version: string;
  /** Of Debian, or the platform of PyPI; null for npm. */
  readonly architecture: 'amd64' | 'i386' | (typeof PLATFORMS)[number] | null;
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
  for (const architecture of PLATFORMS) {
    for (const [name, version] of Object.entries(pypi[architecture])) {
      packages.push({ registry: 'pypi', name, version, architecture });
    }
  }
  return { packages, pefile: pypi.pefile };
}

/** "libwine 8.0~repack-4 (i386)"; nothing is said of the usual architecture of Debian, nor of npm. */
export function packageText({ name, version, architecture }: Package): string {
  const isUsual = architecture === null || architecture === 'amd64';
  return `${name} ${version}${isUsual ? '' : ` (${architecture})`}`;
}
