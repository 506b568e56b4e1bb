import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../../system/package-root';

/** Folders that the program is made of. */
const SOURCES = ['reference', 'runner'];

/** The sources of the program as they are now, without tests. Absolute paths. */
export function programSources(): readonly string[] {
  return SOURCES.flatMap((name) => sourcesIn(path.join(packageRoot(), name)));
}

/**
 * What is made of the sources as they are now, for the tests that start it: kept, and made again when a source
 * has changed.
 *
 * @param name of its folder in `node_modules/.cache`
 * @param how what else it depends on
 * @param build makes it in a folder
 * @returns the folder, which nobody may change
 */
export function keptBuild(name: string, how: string, build: (folder: string) => void): string {
  const parent = path.join(packageRoot(), 'node_modules', '.cache', name);
  const folder = path.join(parent, digestOfSources(how));
  if (fs.existsSync(folder)) return folder;
  // Suites run side by side: whoever is first has made it.
  fs.mkdirSync(parent, { recursive: true });
  const stale = fs.readdirSync(parent).filter((one) => !one.startsWith('.'));
  const own = fs.mkdtempSync(path.join(parent, '.new-'));
  try {
    build(own);
    fs.renameSync(own, folder);
  } catch (error) {
    fs.rmSync(own, { recursive: true });
    if (!fs.existsSync(folder)) throw error;
  }
  for (const one of stale) fs.rmSync(path.join(parent, one), { recursive: true, force: true });
  return folder;
}

function sourcesIn(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|\btesting\b/.test(name))
    .map((name) => path.join(folder, name));
}

function digestOfSources(how: string): string {
  const hash = createHash('sha256').update(process.version).update(how);
  for (const file of [...programSources(), path.join(packageRoot(), 'package-lock.json')]) {
    hash.update(path.relative(packageRoot(), file)).update(fs.readFileSync(file));
  }
  return hash.digest('hex').slice(0, 32);
}
