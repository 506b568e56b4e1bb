import * as fs from 'node:fs';
import * as path from 'node:path';

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
  const folder = path.join(cache, `ziglang-${release}`);
  const python = path.join(folder, 'bin', 'python');
  // Written last, so that an interrupted installation starts again.
  const done = path.join(folder, 'installed');
  if (!fs.existsSync(done)) {
    const what = `Zig ${release} cannot be installed`;
    await run(what, 'python3', ['-m', 'venv', '--clear', folder]);
    await run(what, python, ['-m', 'pip', 'install', '--quiet', `ziglang==${release}`]);
    fs.writeFileSync(done, '');
  }
  return [python, '-m', 'ziglang'];
}

/**
 * The newest release that PyPI, or what pip is configured to ask in its place, has of `ziglang`:
 * "0.17.1", or "0.17.0.post0" where the package of a release was mended.
 * @param cache the folder of environments; one is made there for pip, on first use
 * @throws ZigNotInstalled if pip cannot find out
 */
export async function newestZig(cache: string): Promise<string> {
  const folder = path.join(cache, 'pip');
  const python = path.join(folder, 'bin', 'python');
  const what = 'the newest release of Zig cannot be looked up';
  if (!fs.existsSync(python)) await run(what, 'python3', ['-m', 'venv', '--clear', folder]);
  const listed = await run(what, python, ['-m', 'pip', 'index', 'versions', 'ziglang']);
  const [, release] = /^ziglang \((\d+\.\d+\.\d+(?:\.post\d+)?)\)$/m.exec(listed) ?? [];
  if (release !== undefined) return release;
  const got = JSON.stringify(listed.split('\n')[0] ?? '');
  throw new ZigNotInstalled(`${what}: expected pip to print "ziglang (RELEASE)", got ${got}`);
}

/** @returns what the program prints */
async function run(what: string, program: string, args: readonly string[]): Promise<string> {
  const { execa, ExecaError } = await import('execa');
  try {
    const { stdout } = await execa(program, args, { stdin: 'ignore', timeout: TIME_LIMIT });
    return stdout;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    const lines = `${error.stdout}\n${error.stderr}`.split('\n').filter((line) => line !== '');
    const why = lines.at(-1) ?? error.shortMessage;
    throw new ZigNotInstalled(
      `${what}; it needs Python with venv and pip, and access to PyPI: ${why}`,
    );
  }
}
