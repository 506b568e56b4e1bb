import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The file of a program, as a shell would find it. If there is none of that name, it is the one with
 * the highest version in its name: `lld-link-14`.
 * @param searchPath in the form of PATH
 * @returns null if there is none
 */
export function findProgram(name: string, searchPath: string): string | null {
  const folders = searchPath.split(path.delimiter).filter((folder) => folder !== '');
  const plain = folders.map((folder) => path.join(folder, name)).find(isExecutable);
  if (plain !== undefined) return plain;
  const [newest] = folders
    .flatMap((folder) => versionsIn(folder, name))
    .sort((a, b) => b.version - a.version);
  return newest?.file ?? null;
}

function versionsIn(
  folder: string,
  name: string,
): readonly { readonly file: string; readonly version: number }[] {
  let entries: readonly string[];
  try {
    entries = fs.readdirSync(folder);
  } catch {
    // PATH may name folders that do not exist.
    return [];
  }
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry);
    const version = entry.startsWith(`${name}-`) ? entry.slice(name.length + 1) : '';
    return /^\d+$/.test(version) && isExecutable(file) ? [{ file, version: Number(version) }] : [];
  });
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
