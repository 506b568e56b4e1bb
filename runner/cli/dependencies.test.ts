import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';

/** Licenses that go with MIT in a package that only uses what they cover. */
const ALLOWED = new Set(['MIT', 'ISC', 'BSD-3-Clause', 'Apache-2.0', 'MPL-2.0', 'MIT AND OFL-1.1']);

/** Bytes in which docs/dependencies.md counts. */
const MEGABYTE = 1e6;

interface PackageJson {
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function packageJson(folder: string): PackageJson {
  const text = fs.readFileSync(path.join(packageRoot(), folder, 'package.json'), 'utf8');
  return JSON.parse(text) as PackageJson;
}

/** The rows of docs/dependencies.md, by package. */
function documented(): ReadonlyMap<string, { megabytes: number; license: string }> {
  const text = fs.readFileSync(path.join(packageRoot(), 'docs', 'dependencies.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([^`]+)` +\| [^|]+ \| +([\d.]+) \| ([^|]+?) +\|$/gm)];
  return new Map(
    rows.map(([, name = '', megabytes = '', license = '']) => [
      name,
      { megabytes: Number(megabytes), license },
    ]),
  );
}

/** Bytes of the files of a package. */
function sizeOf(name: string): number {
  const folder = path.join(packageRoot(), 'node_modules', name);
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + fs.statSync(path.join(parentPath, name)).size, 0);
}

const { dependencies = {}, peerDependencies = {} } = packageJson('.');
const names = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];

describe('docs/dependencies.md', () => {
  it('lists the dependencies of package.json, and no other', () => {
    expect([...documented().keys()]).toEqual(names);
  });

  it.each(names)('says what %s weighs, and its license', (name) => {
    const { license = '' } = packageJson(path.join('node_modules', name));
    expect(ALLOWED).toContain(license);
    const row = documented().get(name);
    expect(row?.license).toBe(license.replaceAll(' AND ', ', '));
    // Its native half is a package of its own, another one on each machine.
    const weighed = name.startsWith('@resvg') ? [] : [sizeOf(name) / MEGABYTE];
    for (const megabytes of weighed) expect(row?.megabytes).toBeCloseTo(megabytes, 1);
  });
});
