import * as path from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/** The programs of the package: what each is bundled from, by its file in `dist/runner`, without `.js`. */
export const PROGRAMS = {
  main: 'runner/main.ts',
  // What `main` starts, a file of its own: Node.js keeps the compiled code of what is loaded after the first file.
  coff2: 'runner/coff2.ts',
  // Have the threads that `main` starts early, and `coff2` takes over: one module for both.
  'script-thread': 'runner/case/reading-thread/script-thread.ts',
  'pair-worker': 'runner/cli/pair/pair-worker.ts',
  // A thread is started from the file beside the program that starts it.
  'reading-thread': 'runner/case/reading-thread/reading-thread.ts',
  'judging-thread': 'runner/cli/computing-thread.ts',
  // Loaded by Node.js, while `main` loads what is kept of `coff2`: that cannot import.
  execa: 'runner/system/execa.ts',
  'linker/installed/main': 'runner/linker/installed/main.ts',
} as const;

/** Leaves programs out of others that load them: they are loaded once. */
function apart(root: string): Plugin {
  const files = new Map<string, string>();
  for (const [name, source] of Object.entries(PROGRAMS)) {
    files.set(path.join(root, source.slice(0, -'.ts'.length)), `./${name}`);
  }
  return {
    name: 'apart',
    setup: (bundle) => {
      bundle.onResolve({ filter: /^\./ }, ({ path: module, resolveDir, kind }) => {
        const program = files.get(path.join(resolveDir, module));
        if (kind === 'entry-point' || program === undefined) return null;
        return { path: program, external: true };
      });
    },
  };
}

/**
 * Makes each program of the package one file: to find and load hundreds of modules is half of a short start, and more
 * where files are slow to open, as on Windows. Packages stay what npm installs. The code is not minified, so that a stack tells
 * where it is.
 * @param root of the repository
 * @param dist folder that has what was compiled; files of the same names are replaced
 * @returns what each has, and what it imports
 */
export async function bundlePrograms(root: string, dist: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: PROGRAMS,
    outdir: path.join(dist, 'runner'),
    bundle: true,
    packages: 'external',
    plugins: [apart(root)],
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    metafile: true,
  });
  return metafile;
}
