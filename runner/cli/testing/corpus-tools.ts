import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { parseCase } from '../../case/parser';
import { scriptText } from '../../case/case-script';
import { ScriptReplay } from '../../case/replay/script-replay';
import { writeImportLibrary } from '../../linker/installed/import-library';
import { findProgram } from '../../system/find-program';
import { coff2 } from './captured-io';
import { corpusArguments, type CorpusVariant } from './corpus-variants';

const run = promisify(execFile);

/** A compiler, assembler or linker by name; null where it is not installed. */
export function tool(name: string): string | null {
  return findProgram(name, process.env.PATH ?? '');
}

function required(name: string): string {
  const file = tool(name);
  if (file === null) throw new Error(`${name} is not installed`);
  return file;
}

const GNU_LD = 'x86_64-w64-mingw32-ld';
const LLD_LINK = 'lld-link';

/** What the corpus takes besides compilers and Wine. */
export const LINKERS: readonly string[] = [GNU_LD, LLD_LINK];

/** What the programs import. */
const FUNCTIONS = ['GetStdHandle', 'WriteFile', 'ExitProcess'] as const;

/** A program that was compiled. */
export interface Compiled {
  /** The objects of its units. */
  readonly units: readonly string[];
  /** One object that holds them all, to be imported. */
  readonly object: string;
}

/** Compiles a program; of several units, makes one object. */
export async function compile(
  variant: CorpusVariant,
  version: 1 | 2,
  folder: string,
): Promise<Compiled> {
  const objects = variant.sources.map((_, unit) => path.join(folder, `${version}.${unit}.obj`));
  for (const [unit, source] of variant.sources.entries()) {
    const args = corpusArguments(variant, source, version, objects[unit] ?? '');
    await run(required(variant.toolchain.program), args, { cwd: folder });
  }
  const [only] = objects;
  if (objects.length === 1 && only !== undefined) return { units: objects, object: only };
  const all = path.join(folder, `${version}.obj`);
  await run(required(GNU_LD), ['-r', '-o', all, ...objects], { cwd: folder });
  return { units: objects, object: all };
}

/** The images that GNU ld and lld-link make of a program's objects. */
export async function linkedByOthers({
  units,
  object,
}: Compiled): Promise<readonly (readonly [string, Buffer])[]> {
  const library = path.join(path.dirname(object), 'kernel32.lib');
  const functions = FUNCTIONS.map((symbol) => ({
    symbol,
    libName: 'kernel32',
    isUndecorated: false,
  }));
  fs.writeFileSync(library, writeImportLibrary('AMD64', functions));
  const image = (name: string): string => `${object}.${name}.exe`;
  const entry = 'wWinMainCRTStartup';
  await Promise.all([
    run(required(GNU_LD), [
      ...['-m', 'i386pep', '--subsystem', 'console', '--entry', entry, '-o', image(GNU_LD)],
      ...[...units, library],
    ]),
    run(required(LLD_LINK), [
      ...['/nologo', '/subsystem:console', '/nodefaultlib', `/entry:${entry}`, '/opt:noref'],
      ...[`/out:${image(LLD_LINK)}`, ...units, library],
    ]),
  ]);
  return LINKERS.map((name) => [name, fs.readFileSync(image(name))] as const);
}

/** What `coff2 import` prints of an object, or why it refuses it. */
export async function imported(
  object: string,
  since: string | null,
): Promise<{ readonly listing: string } | { readonly refusal: string }> {
  const more = since === null ? [] : ['--since', since];
  const { code, stdout, stderr } = await coff2(['import', '--dll', 'kernel32', ...more, object]);
  if (code === 0) return { listing: stdout };
  return { refusal: stderr.replace(/^\S+\.obj: /, '').trim() };
}

/** The images that the reference has after each of some updates. */
export function linkedByReference(listings: readonly string[]): readonly Buffer[] {
  const updates = listings.map((listing, index) => `#update=version ${index + 1}\n${listing}`);
  const text = `#target=x86_64-windows-selfhosted\n${updates.join('')}`;
  const images: Buffer[] = [];
  const replay = new ScriptReplay('imported.jsonl', ['linux-tmpfs'], {
    snapshot: (_host, { linker }) => images.push(Buffer.from(linker.image.contents())),
  });
  replay.push(Buffer.from(scriptText(parseCase(text, 'imported.incr').script)));
  replay.end();
  return images;
}
