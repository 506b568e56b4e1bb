import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

/** One file that imports another; paths from the root of the repository, with `/`. */
export interface ImportArrow {
  readonly from: string;
  readonly to: string;
}

/** The sources of the project and what they import from each other. */
export interface ImportGraph {
  readonly files: readonly string[];
  readonly imports: readonly ImportArrow[];
}

/**
 * Reads the imports of all TypeScript files below some folders, dynamic ones and `require` included. Tests and
 * their helpers (`*.test.ts`, `testing/` within a room) are left out: an end-to-end test lies beside
 * what it tests, and may reach for whatever runs it.
 * @throws Error if an import leads to no file
 */
export function readImportGraph(root: string, folders: readonly string[]): ImportGraph {
  const files = folders.flatMap((folder) => sourceFiles(root, folder));
  const known = new Set(files);
  const imports = files.flatMap((from) => {
    const text = fs.readFileSync(path.join(root, from), 'utf8');
    const { importedFiles } = ts.preProcessFile(text, true, true);
    return importedFiles
      .filter(({ fileName }) => fileName.startsWith('.'))
      .map(({ fileName }) => ({ from, to: resolve(known, from, fileName) }));
  });
  return { files, imports };
}

function sourceFiles(root: string, folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
    .filter((name) => name.endsWith('.ts') && !isTest(name))
    .toSorted();
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts') || /^(?!runner\/testing\/).*\/testing\//.test(file);
}

function resolve(known: ReadonlySet<string>, from: string, specifier: string): string {
  const target = path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, '');
  const found = [`${target}.ts`, `${target}/index.ts`].find((file) => known.has(file));
  if (found === undefined)
    throw new Error(`${from}: the import of "${specifier}" leads to no file`);
  return found;
}
