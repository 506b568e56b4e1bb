import { exportedNames } from '../difference/exported';
import { importsOf } from '../difference/imported-dll';
import { type Image, readImage } from '../image/read/image';
import { LoadedImage } from '../image/read/loaded-image';
import { problemText, type Problem } from '../image/read/problem';
import { toldOutput } from '../judge/level/told-output';
import type { ProgramRun } from '../system/program-runner';
import { quotedText } from '../text/lossless-text';
import type { CompileResult } from './compile-result';

/** The result of building an update in one mode. */
export interface Built {
  readonly result: CompileResult;
  /** Null if there is none. */
  readonly image: Uint8Array | null;
  /** What the image did; null if it was not run. */
  readonly run: ProgramRun | null;
}

/**
 * How an incremental and a fresh build of the same sources differ, as far as a user of the program would
 * notice: the messages of the compiler, and what the image prints, imports and exports. One line for each.
 */
export function differencesToFresh(incremental: Built, fresh: Built): readonly string[] {
  if (incremental.image === null || fresh.image === null) {
    if (incremental.image === null && fresh.image === null) {
      return sameErrors(incremental.result, fresh.result);
    }
    const [made, other] =
      incremental.image === null ? ['fresh', 'incremental'] : ['incremental', 'fresh'];
    return [`the ${made} build makes an image, but the ${other} build does not`];
  }
  const images = { incremental: readImage(incremental.image), fresh: readImage(fresh.image) };
  return [
    ...(incremental.run === null || fresh.run === null
      ? []
      : runDifferences(incremental.run, fresh.run)),
    ...setDifferences('imports', importNames(images.incremental), importNames(images.fresh)),
    ...setDifferences('exports', exportNames(images.incremental), exportNames(images.fresh)),
  ];
}

/**
 * Why what two images import and export cannot be judged, though nothing seems to differ: what cannot be
 * read looks equal to everything else that cannot be read. Null if it can be judged.
 */
export function whyNotCompared(incremental: Built, fresh: Built): string | null {
  if (incremental.image === null || fresh.image === null) return null;
  const unread = unreadable(incremental.image);
  if (unread !== null) return `the incremental image ${unread}`;
  const unreadFresh = unreadable(fresh.image);
  return unreadFresh === null ? null : `the fresh image ${unreadFresh}`;
}

/** What of an image cannot be read: "has import tables that cannot be read: ..."; null for nothing. */
function unreadable(bytes: Uint8Array): string | null {
  const loaded = LoadedImage.read(bytes);
  if (typeof loaded === 'string') return `is no PE image: ${loaded}`;
  const { imports, exports } = loaded.image;
  const ofImports = [
    ...(imports?.problems ?? []),
    ...(imports?.dlls ?? []).flatMap(({ problems }) => problems),
  ];
  return (
    unreadableTables('import', ofImports) ?? unreadableTables('export', exports?.problems ?? [])
  );
}

function unreadableTables(what: string, problems: readonly Problem[]): string | null {
  // A row that ends the import directory by one field alone ends it for the loader as well.
  const problem = problems.find(({ kind }) => kind !== 'import-terminator-zero');
  if (problem === undefined) return null;
  return `has ${what} tables that cannot be read: ${problem.kind}: ${problemText(problem)}`;
}

function sameErrors(incremental: CompileResult, fresh: CompileResult): readonly string[] {
  if (incremental.kind !== 'errors' || fresh.kind !== 'errors') return [];
  return [
    ...setDifferences('says', incremental.errors, fresh.errors),
    ...setDifferences('logs', incremental.compileLog, fresh.compileLog),
  ];
}

function runDifferences(incremental: ProgramRun, fresh: ProgramRun): readonly string[] {
  const lines: string[] = [];
  if (incremental.stdout !== fresh.stdout) {
    lines.push(
      `the incremental image prints ${quotedText(toldOutput(incremental.stdout, fresh.stdout))}, the fresh one ${quotedText(toldOutput(fresh.stdout, incremental.stdout))}`,
    );
  }
  if (incremental.exitCode !== fresh.exitCode) {
    lines.push(
      `the incremental image exits with ${ending(incremental)}, the fresh one with ${ending(fresh)}`,
    );
  }
  if (incremental.exitCode === fresh.exitCode && isCrash(incremental) !== isCrash(fresh)) {
    const which = isCrash(fresh) ? 'fresh' : 'incremental';
    lines.push(`the ${which} image alone crashes, which exits with ${ending(fresh)} as well`);
  }
  return lines;
}

/** As the level `runs` has it. */
function isCrash({ exitCode, crash }: ProgramRun): boolean {
  return crash !== undefined && exitCode !== 0;
}

function ending({ exitCode }: ProgramRun): string {
  return exitCode === null ? 'no code' : String(exitCode);
}

function setDifferences(
  what: string,
  incremental: readonly string[],
  fresh: readonly string[],
): readonly string[] {
  const inFresh = new Set(fresh);
  const inIncremental = new Set(incremental);
  const more = incremental.filter((name) => !inFresh.has(name));
  const less = fresh.filter((name) => !inIncremental.has(name));
  return [
    ...(more.length === 0 ? [] : [`only the incremental build ${what} ${more.join(', ')}`]),
    ...(less.length === 0 ? [] : [`only the fresh build ${what} ${less.join(', ')}`]),
  ];
}

/**
 * "kernel32.dll!ExitProcess". The case of a DLL's name does not matter. Of a name that cannot be read, it
 * does not matter where it would be: an address differs between layouts, and `valid` reports it.
 */
function importNames(image: Image): readonly string[] {
  return importsOf(image)
    .dlls.flatMap(({ key, functions }) =>
      functions.map(({ text }) => `${readable(key.toLowerCase())}!${readable(text)}`),
    )
    .sort();
}

/** Names that cannot be read stand in parentheses, with their address. */
function readable(name: string): string {
  return name.replace(/^\((?:name at )?0x[0-9a-f]+\)/, '(unreadable)');
}

function exportNames(image: Image): readonly string[] {
  return exportedNames(image)
    .map(({ name }) => name)
    .sort();
}
