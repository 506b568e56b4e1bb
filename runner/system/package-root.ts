import * as fs from 'node:fs';
import * as path from 'node:path';

interface PackageJson {
  readonly name: string;
  readonly version: string;
}

const NAME = 'coff2-conformance';

function readPackage(directory: string): PackageJson | null {
  const file = path.join(directory, 'package.json');
  if (!fs.existsSync(file)) return null;
  const json = JSON.parse(fs.readFileSync(file, 'utf8')) as PackageJson;
  return json.name === NAME ? json : null;
}

interface Package {
  readonly root: string;
  readonly version: string;
}

/** This package, once it was found: it is asked for again and again, and stays where it is. */
let found: Package | null = null;

function thisPackage(): Package {
  return (found ??= findPackage());
}

function findPackage(): Package {
  for (let directory = __dirname; ; directory = path.dirname(directory)) {
    const json = readPackage(directory);
    if (json !== null) return { root: directory, version: json.version };
    if (directory === path.dirname(directory)) {
      throw new Error(`no package.json of ${NAME} above ${__dirname}`);
    }
  }
}

/** The folder of this package. It works from the sources and from the compiled files. */
export function packageRoot(): string {
  return thisPackage().root;
}

/** Whether this is the package as npm installs it, which has no sources, and not the repository. */
export function isInstalled(): boolean {
  return !fs.existsSync(path.join(packageRoot(), 'tsconfig.json'));
}

/** The version of this package. */
export function packageVersion(): string {
  return thisPackage().version;
}
