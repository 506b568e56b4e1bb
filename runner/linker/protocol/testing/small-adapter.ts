import * as path from 'node:path';
import { packageRoot } from '../../../system/package-root';
import type { TemporaryFolder } from '../../../testing/temporary-folder';

/** The adapter that is changed. It is plain JavaScript, for Node.js runs it without a compiler. */
const SMALL = path.join(packageRoot(), 'runner/linker/protocol/testing/small-adapter.cjs');

const START =
  `const { fs, path, spawn, note, say, HELLO, on, listen } = ` +
  `require(${JSON.stringify(SMALL)})(__dirname);`;

/**
 * Writes an adapter that keeps the protocol, but for what it is told to do.
 * @param behaviour statements that change `on`, whose functions are its answers
 * @returns the program and its arguments
 */
export function smallAdapter(folder: TemporaryFolder, behaviour = ''): readonly string[] {
  return smallProgram(folder, `${behaviour}\nlisten();`);
}

/** Writes an adapter that does just this. @returns the program and its arguments */
export function smallProgram(folder: TemporaryFolder, text: string): readonly string[] {
  return [process.execPath, folder.write('adapter.cjs', `${START}\n${text}\n`)];
}
