import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { caseFile, caseNames, loadCase } from '../case/case-store';
import { goldenFolder, goldenStem, updatesWithGoldens } from '../golden/golden-files';
import { packageRoot } from '../system/package-root';

/** Megabytes of 10^6 bytes, as npm prints them. */
const MEGABYTE = 1e6;

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** What `npm pack` would put into the package. */
function packed(): Packed {
  const args = ['pack', '--dry-run', '--ignore-scripts', '--json', '--loglevel=error'];
  const text = execFileSync('npm', args, { cwd: packageRoot(), encoding: 'utf8', shell: true });
  const [one] = JSON.parse(text) as readonly Packed[];
  if (one === undefined) throw new Error(`npm pack says nothing of a package: ${text}`);
  return one;
}

/** The files that a document links to, relative to the package. */
function links(document: string): readonly string[] {
  const text = fs.readFileSync(path.join(packageRoot(), document), 'utf8');
  return [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => path.posix.join(path.posix.dirname(document), target));
}

describe('the package', () => {
  const { size, files } = packed();
  const names = new Set(files.map((file) => file.path));
  const documents = [...names].filter((name) => name.endsWith('.md'));

  it('stays small', () => {
    expect(size).toBeLessThan(3 * MEGABYTE);
  });

  it('has the goldens of all cases, packed', () => {
    const missing = caseNames().filter(
      (name) =>
        fs.existsSync(path.join(goldenFolder(), name)) &&
        !names.has(`dist/goldens/${name}.json.br`),
    );
    expect(missing).toEqual([]);
  });

  it('has its documents', () => {
    expect(documents).toEqual(
      expect.arrayContaining(['README.md', 'PROTOCOL.md', 'ARCHITECTURE.md', 'docs/config.md']),
    );
  });

  it.each(documents)('has all that %s links to', (document) => {
    const missing = links(document).filter((target) => {
      const folder = target.endsWith('/') ? target : `${target}/`;
      return !names.has(target) && ![...names].some((name) => name.startsWith(folder));
    });
    expect(missing).toEqual([]);
  });
});

it('is the repository that has all pictures: a digest stands for one only in the package', () => {
  const missing = caseNames().flatMap((name) => {
    const { updates } = loadCase(caseFile(name) ?? '').case;
    return updatesWithGoldens(updates)
      .map((index) =>
        path.join(goldenFolder(), name, `${goldenStem(index, updates[index]?.name ?? '')}.png`),
      )
      .filter((file) => !fs.existsSync(file));
  });
  expect(missing).toEqual([]);
});
