import * as fs from 'node:fs';
import * as path from 'node:path';

/** Where programs load modules from, in the folder of the suite. */
const FOLDERS = ['dist', 'node_modules'] as const;

/**
 * Run in Windows' Node.js before a program: tells it by a list which file `require` means, in the order in which
 * it would look for one itself.
 * @param load `require` of that Node.js
 * @param root folder of the suite, as Windows names it
 * @param names all files in it, relative, with slashes
 */
function resolveByList(load: NodeJS.Require, root: string, names: readonly string[]): void {
  const Module = load('node:module') as { _resolveFilename: (...given: unknown[]) => string };
  const paths = load('node:path') as typeof import('node:path');
  const files = new Set(names.map((name) => paths.join(root, name)));
  const search = Module._resolveFilename;
  Module._resolveFilename = function (this: unknown, request, parent, ...more) {
    const from = (parent as { filename?: string | null } | null | undefined)?.filename;
    if (typeof from === 'string' && /^\.\.?\//.test(String(request))) {
      const file = paths.join(paths.dirname(from), String(request));
      const candidates = [file, `${file}.js`, `${file}.json`];
      if (!files.has(paths.join(file, 'package.json')))
        candidates.push(paths.join(file, 'index.js'));
      const found = candidates.find((candidate) => files.has(candidate));
      if (found !== undefined) return found;
    }
    return search.call(this, request, parent, ...more);
  };
}

/**
 * Writes what makes starts of the suite faster. A start loads hundreds of modules; for each, Node.js asks for several
 * files that are not there, and Wine then reads their whole folder, as one of them may be spelled otherwise.
 * @param suite Linux path of the installed suite
 * @param root the same as Windows names it
 * @param file gets the program, for Node.js's option `--require`
 */
export function writeKnownFiles(suite: string, root: string, file: string): void {
  const names = FOLDERS.flatMap((folder) =>
    fs
      .readdirSync(path.join(suite, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.relative(suite, path.join(parentPath, name))),
  );
  const given = [root, names].map((each) => JSON.stringify(each)).join(', ');
  fs.writeFileSync(file, `(${resolveByList.toString()})(require, ${given});\n`);
}
