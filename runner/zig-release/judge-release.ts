import * as path from 'node:path';
import { main } from '../cli/program';
import { ExitCode } from '../cli/exit-code';
import type { Io } from '../cli/io';
import { packageRoot } from '../system/package-root';
import { installZig, ZigNotInstalled } from './install-zig';

/** Where compilers are installed: a folder that npm leaves alone, and git ignores. */
const CACHE = path.join(packageRoot(), 'node_modules', '.cache');

/**
 * `coff2 run --linker zig` with a release that is installed for it.
 * @param args more options of `coff2 run`, and cases
 * @returns its exit code; null if the release cannot be installed, which is reported as UNSUPPORTED
 */
export async function judgeRelease(
  release: string,
  args: readonly string[],
  io: Io,
): Promise<ExitCode | null> {
  let command: readonly string[];
  try {
    command = await installZig(release, CACHE);
  } catch (error) {
    if (!(error instanceof ZigNotInstalled)) throw error;
    io.stdout.write(`UNSUPPORTED: ${error.message}\n`);
    return null;
  }
  const zig = command.map((word) => word.replaceAll(' ', '\\ ')).join(' ');
  return main(['run', '--linker', 'zig', '--zig', zig, ...args], io);
}
