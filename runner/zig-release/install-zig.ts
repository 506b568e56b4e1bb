import * as fs from 'node:fs';
import * as path from 'node:path';

/** The releases whose failures are known: `expectations/zig-RELEASE.json`. */
export const ZIG_RELEASES = ['0.16.0', '0.17.0'] as const;

/** The longest time to make an environment and download about 100 MB, in milliseconds. */
const TIME_LIMIT = 600_000;

/** A release cannot be installed here. The message says why. */
export class ZigNotInstalled extends Error {
  override readonly name = 'ZigNotInstalled';
}

/**
 * A release of Zig: the package `ziglang` of PyPI, in a virtual environment of its own that is made on
 * first use.
 * @param cache the folder of such environments
 * @returns the program and its first arguments
 * @throws ZigNotInstalled if it cannot be installed
 */
export async function installZig(release: string, cache: string): Promise<readonly string[]> {
  const { execa, ExecaError } = await import('execa');
  const folder = path.join(cache, `ziglang-${release}`);
  const python = path.join(folder, 'bin', 'python');
  // Written last, so that an interrupted installation starts again.
  const done = path.join(folder, 'installed');
  if (!fs.existsSync(done)) {
    const options = { stdin: 'ignore', timeout: TIME_LIMIT } as const;
    try {
      await execa('python3', ['-m', 'venv', '--clear', folder], options);
      await execa(python, ['-m', 'pip', 'install', '--quiet', `ziglang==${release}`], options);
    } catch (error) {
      if (!(error instanceof ExecaError)) throw error;
      const lines = `${error.stdout}\n${error.stderr}`.split('\n').filter((line) => line !== '');
      const why = lines.at(-1) ?? error.shortMessage;
      throw new ZigNotInstalled(
        `Zig ${release} cannot be installed; it needs Python with venv and pip, and access to PyPI: ${why}`,
      );
    }
    fs.writeFileSync(done, '');
  }
  return [python, '-m', 'ziglang'];
}
