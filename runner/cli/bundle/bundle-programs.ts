import * as path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** The programs of the package: what each is bundled from, by its file in `dist/runner`, without `.js`. */
export const PROGRAMS = {
  main: 'runner/main.ts',
  // What `main` starts, a file of its own: Node.js keeps the compiled code of what is loaded after the first file.
  coff2: 'runner/coff2.ts',
  // A thread is started from the file beside the program that starts it.
  'reading-thread': 'runner/case/reading-thread/reading-thread.ts',
  'judging-thread': 'runner/judge/threads/judging-thread.ts',
  'linker/installed/main': 'runner/linker/installed/main.ts',
} as const;

/** Leaves the program out of what starts it. */
const APART: Plugin = {
  name: 'apart',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^\.\/coff2$/ }, () => ({ path: './coff2', external: true }));
  },
};

/**
 * Makes each program of the package one file: to find and load hundreds of modules is half of a short start, and more
 * where files are slow to open, as on Windows. Packages stay what npm installs. The code is not minified, so that a stack tells
 * where it is.
 * @param root of the repository
 * @param dist folder that has what was compiled; files of the same names are replaced
 */
export async function bundlePrograms(root: string, dist: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: PROGRAMS,
    outdir: path.join(dist, 'runner'),
    bundle: true,
    packages: 'external',
    plugins: [APART],
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
}
