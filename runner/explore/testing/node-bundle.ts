import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vm from 'node:vm';
import type { ExplorerData } from '../explorer-data';
import type { Exploration } from '../exploration';
import type { readSource } from '../script-source';

/** The program of the page, without its views. */
interface Program {
  readonly Exploration: typeof Exploration;
  readonly readSource: typeof readSource;
}

/** What the bundle gives to whoever loads it without a page. */
interface Bundle {
  load(): Promise<Program>;
}

/** The scripts of a written explorer, run without a page. */
export interface LoadedBundle extends Program {
  readonly data: ExplorerData;
}

/**
 * A global object of its own. Node.js before 20.18 has none that is a plain one, as a page's is: the usual one of
 * node:vm is behind an interceptor, and each mention of Math or Uint8Array takes hundreds of times as long.
 */
function newGlobal(): vm.Context {
  const plain = (vm.constants as Partial<typeof vm.constants> | undefined)?.DONT_CONTEXTIFY;
  return plain === undefined ? vm.createContext() : vm.createContext(plain);
}

/** Runs the scripts of an explorer as its page does, in Node.js. */
export async function loadBundle(folder: string): Promise<LoadedBundle> {
  const context: vm.Context = Object.assign(newGlobal(), {
    TextDecoder,
    TextEncoder,
    atob,
    console,
  });
  for (const file of ['cases.js', 'disassembler.js', 'explorer.js']) {
    vm.runInContext(fs.readFileSync(path.join(folder, file), 'utf8'), context, { filename: file });
  }
  const { coff2Explorer, coff2ExplorerData } = context as {
    coff2Explorer: Bundle;
    coff2ExplorerData: ExplorerData;
  };
  return { ...(await coff2Explorer.load()), data: coff2ExplorerData };
}
