import * as path from 'node:path';
import { main } from '../cli/program';
import { ExitCode } from '../cli/exit-code';
import type { Io } from '../cli/io';
import { cacheFolder } from '../system/cache-folder';
import { shellText } from '../system/shell-text';
import { installZig, newestZig, ZigNotInstalled } from './install-zig';

/** Stands for the newest release of PyPI. */
export const LATEST = 'latest';

/** Where compilers are installed: a folder that survives `npm ci`, which empties node_modules. */
const zigCache = (): string => path.join(cacheFolder(), 'zig');

/**
 * The number of a release: `latest` is looked up.
 * @returns null if it cannot be looked up, which is reported as UNSUPPORTED
 */
export async function releaseNumber(release: string, io: Io): Promise<string | null> {
  if (release !== LATEST) return release;
  return orUnsupported(io, async () => {
    const newest = await newestZig(zigCache());
    io.stdout.write(`The newest release of Zig on PyPI is ${newest}.\n`);
    return newest;
  });
}

/**
 * `coff2 run --linker zig` with a release that is installed for it.
 * @param release its number
 * @param args more options of `coff2 run`, and cases
 * @returns its exit code; null if the release cannot be installed, which is reported as UNSUPPORTED
 */
export async function judgeRelease(
  release: string,
  args: readonly string[],
  io: Io,
): Promise<ExitCode | null> {
  const command = await orUnsupported(io, () => installZig(release, zigCache()));
  if (command === null) return null;
  return main(['run', '--linker', 'zig', '--zig', shellText(command), ...args], io);
}

async function orUnsupported<T>(io: Io, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ZigNotInstalled)) throw error;
    io.stdout.write(`UNSUPPORTED: ${error.message}\n`);
    return null;
  }
}
