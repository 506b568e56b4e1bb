import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Makes a folder that a command line names, and those above it that are missing. The option `recursive` of Node.js
 * never ends where a folder that is there refuses another one as if it were not: below /proc.
 * @returns the first one that was made; undefined if all were there
 * @throws the error of the file system
 */
export function makeFolder(folder: string): string | undefined {
  const missing: string[] = [];
  let there = path.resolve(folder);
  while (!fs.existsSync(there)) {
    missing.unshift(there);
    there = path.dirname(there);
  }
  for (const one of missing) makeOne(one);
  if (missing.length === 0) makeOne(folder);
  return missing[0];
}

function makeOne(folder: string): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    // It is there, or another process has made it.
    if (!fs.existsSync(folder) || !fs.statSync(folder).isDirectory()) throw error;
  }
}
