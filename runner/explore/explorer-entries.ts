import * as fs from 'node:fs';
import * as path from 'node:path';
import { readStoredFile, readTextFile } from '../system/input-file';
import { readableText } from '../system/unreadable-file';
import type { HostName } from '../../reference';
import { CaseError } from '../case/case-error';
import { caseOutline } from '../case/case-outline';
import { BLOCK_SUFFIX, caseFolder, caseNames } from '../case/case-store';
import { ScriptError } from '../case/link-script/script-error';
import { packageVersion } from '../system/package-root';
import type { ExplorerData, ExplorerEntry } from './explorer-data';
import { readSource } from './script-source';

const SCRIPT_SUFFIX = '.jsonl';

/**
 * What the page can open: all cases of the suite that have #link blocks and can be read, and what was asked for.
 * @param open a case file or a link script, with the host to start on; null for the list of cases
 * @throws CaseError or ScriptError if that is wrong
 */
export function explorerData(
  open: { readonly file: string; readonly host: HostName } | null,
): ExplorerData {
  // Their outlines say which they are: to parse them all takes a second, and the page parses what it opens.
  const entries = caseNames()
    .map((name) => readableEntry(name, path.join(caseFolder(), `${name}.incr`)))
    .filter((entry) => entry !== null)
    .filter(({ text }) => caseOutline(text).isLinked);
  const library = new Map(blocksIn(path.join(caseFolder(), 'lib')));
  let name: string | null = null;
  if (open !== null) {
    const known = entries.find(({ file }) => isSameFile(open.file, path.join(caseFolder(), file)));
    for (const block of blocksIn(path.join(path.dirname(open.file), 'lib'))) library.set(...block);
    const entry = known ?? givenEntry(open.file, entries);
    if (known === undefined) entries.unshift(entry);
    check(entry, library);
    ({ name } = entry);
  }
  return {
    version: packageVersion(),
    entries,
    library: Object.fromEntries(library),
    open: open === null || name === null ? null : { name, host: open.host },
  };
}

/**
 * What a page can open, and cases of the user's own beside it. A file that it cannot open is left out,
 * as is one whose name another case has.
 * @param files case files
 */
export function withOwnCases(data: ExplorerData, files: readonly string[]): ExplorerData {
  const entries = [...data.entries];
  const library = new Map(Object.entries(data.library));
  for (const file of files) {
    const name = path.basename(file, path.extname(file));
    if (entries.some((other) => other.name === name)) continue;
    const entry = readableEntry(name, file);
    if (entry === null) continue;
    const blocks = blocksIn(path.join(path.dirname(file), 'lib'), readableText);
    const withBlocks = new Map([...blocks, ...library]);
    try {
      check(entry, withBlocks);
    } catch (error) {
      if (!(error instanceof CaseError) && !(error instanceof ScriptError)) throw error;
      continue;
    }
    for (const block of withBlocks) library.set(...block);
    entries.push(entry);
  }
  return { ...data, entries, library: Object.fromEntries(library) };
}

function caseEntry(name: string, file: string): ExplorerEntry {
  return entryOf(name, file, readTextFile(file).toString('utf8'));
}

/** Null if it cannot be read. */
function readableEntry(name: string, file: string): ExplorerEntry | null {
  const text = readableText(file);
  return text === null ? null : entryOf(name, file, text);
}

function entryOf(name: string, file: string, text: string): ExplorerEntry {
  return { kind: 'case', name, file: path.basename(file), text, story: storyOf(text) };
}

/** Something of the user's own. Its name differs from those of the suite. */
function givenEntry(file: string, others: readonly ExplorerEntry[]): ExplorerEntry {
  const isScript = file.endsWith(SCRIPT_SUFFIX);
  const base = path.basename(file, path.extname(file));
  const name = others.some((other) => other.name === base) ? `${base} (yours)` : base;
  const entry = caseEntry(name, file);
  return isScript ? { ...entry, kind: 'script', story: '' } : entry;
}

/** @throws CaseError or ScriptError if the page could not open it */
function check(entry: ExplorerEntry, library: ReadonlyMap<string, string>): void {
  readSource(entry, {
    read: (name) => {
      const text = library.get(name);
      return text === undefined ? null : { text, file: `lib/${name}${BLOCK_SUFFIX}` };
    },
    names: () => [...library.keys()],
  });
}

/** The comment that a case opens with. */
function storyOf(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join(' ');
}

/** The blocks in a folder, by name. @param read gives the text of a file; null if it is to be left out */
function blocksIn(
  folder: string,
  read = (file: string): string | null => readStoredFile(file).toString('utf8'),
): readonly (readonly [string, string])[] {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith(BLOCK_SUFFIX))
    .flatMap((file) => {
      const text = read(path.join(folder, file));
      return text === null ? [] : [[file.slice(0, -BLOCK_SUFFIX.length), text] as const];
    });
}

function isSameFile(a: string, b: string): boolean {
  return path.resolve(a) === path.resolve(b);
}
