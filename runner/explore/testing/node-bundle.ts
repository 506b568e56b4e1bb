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

/** Runs the scripts of an explorer as its page does, in Node.js. */
export async function loadBundle(folder: string): Promise<LoadedBundle> {
  const context = vm.createContext({ TextDecoder, TextEncoder, atob, console });
  for (const file of ['cases.js', 'disassembler.js', 'explorer.js']) {
    vm.runInContext(fs.readFileSync(path.join(folder, file), 'utf8'), context, { filename: file });
  }
  const { coff2Explorer, coff2ExplorerData } = context as {
    coff2Explorer: Bundle;
    coff2ExplorerData: ExplorerData;
  };
  return { ...(await coff2Explorer.load()), data: coff2ExplorerData };
}
