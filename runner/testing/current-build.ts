import * as fs from 'node:fs';
import * as path from 'node:path';

/** What the build compiles, bundles and packs, and how. */
const BUILT_FROM = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
  ...['tsconfig.build-runner.json', 'goldens', 'oracle', 'reference', 'runner'],
];

/** When a file was changed, or a folder or anything in it; ms since 1970. */
function changedAt(file: string): number {
  if (!fs.statSync(file).isDirectory()) return fs.statSync(file).mtimeMs;
  const within = fs.readdirSync(file, { recursive: true, encoding: 'utf8' });
  return Math.max(...['.', ...within].map((name) => fs.statSync(path.join(file, name)).mtimeMs));
}

/**
 * Whether `dist` is of the sources as they are now, so that a test can take what is in it instead of making it
 * again. The goldens are the last that a build makes.
 * @param root of the repository
 */
export function isBuilt(root: string): boolean {
  const last = path.join(root, 'dist', 'goldens');
  if (!fs.existsSync(last)) return false;
  const built = fs.statSync(last).mtimeMs;
  return BUILT_FROM.every((name) => changedAt(path.join(root, name)) < built);
}
