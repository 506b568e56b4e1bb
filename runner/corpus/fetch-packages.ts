import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageText, type Package } from './package-list';

/** The Python that packages of PyPI are built for. */
const PYTHON = '3.12';

/** A package that is unpacked here. */
export interface FetchedPackage {
  readonly package: Package;
  /** The folder that it is unpacked in. */
  readonly folder: string;
}

/** A package that cannot be had. */
export interface MissingPackage {
  readonly package: Package;
  /** The last words of the program that was to fetch it. */
  readonly reason: string;
}

/**
 * Fetches and unpacks packages, once: what is in the cache stays there.
 * @param cache a folder of its own
 */
export function fetchPackages(
  packages: readonly Package[],
  cache: string,
): { readonly fetched: readonly FetchedPackage[]; readonly missing: readonly MissingPackage[] } {
  const fetched: FetchedPackage[] = [];
  const missing: MissingPackage[] = [];
  const apt = new AptConfiguration(cache);
  for (const one of packages) {
    const folder = path.join(cache, 'unpacked', folderName(one));
    try {
      if (!fs.existsSync(folder)) unpack(one, folder, cache, apt);
      fetched.push({ package: one, folder });
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: Buffer };
      const words = (stderr?.toString() ?? '').trim().split('\n').at(-1) ?? '';
      missing.push({ package: one, reason: words === '' ? message : words });
    }
  }
  return { fetched, missing };
}

function unpack(one: Package, folder: string, cache: string, apt: AptConfiguration): void {
  const work = path.join(cache, 'work');
  fs.rmSync(work, { recursive: true, force: true });
  const [archives, contents] = [path.join(work, 'archives'), path.join(work, 'contents')];
  fs.mkdirSync(archives, { recursive: true });
  fs.mkdirSync(contents);
  if (one.registry === 'npm') {
    run('npm', ['pack', '--silent', `${one.name}@${one.version}`], archives);
    run('tar', ['-xzf', onlyFile(archives), '-C', contents], archives);
  } else if (one.registry === 'pypi') {
    const wheel = ['--no-deps', '--only-binary=:all:', '--python-version', PYTHON];
    const platform = ['--platform', one.architecture ?? ''];
    const pip = ['-m', 'pip', 'download', '--quiet', ...wheel, ...platform];
    run('python3', [...pip, `${one.name}==${one.version}`], archives);
    run('python3', ['-m', 'zipfile', '-e', onlyFile(archives), contents], archives);
  } else {
    const name = one.architecture === 'i386' ? `${one.name}:i386` : one.name;
    run('apt-get', ['download', `${name}=${one.version}`], archives, apt.environment(one));
    run('dpkg-deb', ['-x', onlyFile(archives), contents], archives);
  }
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  // Last, so that what was interrupted starts again.
  fs.renameSync(contents, folder);
  fs.rmSync(work, { recursive: true, force: true });
}

/** How apt-get gets packages of another architecture, without a change to the system. */
class AptConfiguration {
  #isUpdated = false;

  constructor(readonly cache: string) {}

  environment({ architecture }: Package): NodeJS.ProcessEnv {
    if (architecture !== 'i386') return process.env;
    const folder = path.join(this.cache, 'apt');
    const file = path.join(folder, 'apt.conf');
    const environment = { ...process.env, APT_CONFIG: file };
    if (this.#isUpdated) return environment;
    this.#isUpdated = true;
    const lists = path.join(folder, 'lists');
    const isNew = !fs.existsSync(lists);
    fs.mkdirSync(path.join(lists, 'partial'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'archives', 'partial'), { recursive: true });
    const settings = [
      'APT::Architectures { "amd64"; "i386"; };',
      `Dir::State::Lists "${lists}";`,
      `Dir::Cache::Archives "${path.join(folder, 'archives')}";`,
      'Dir::Cache::pkgcache "";',
      'Dir::Cache::srcpkgcache "";',
      'Acquire::Languages "none";',
    ];
    fs.writeFileSync(file, `${settings.join('\n')}\n`);
    if (isNew) this.#update(folder, environment);
    return environment;
  }

  /** One index that cannot be had is no failure: whether a package can be is what its download says. */
  #update(folder: string, environment: NodeJS.ProcessEnv): void {
    try {
      run('apt-get', ['update', '-qq'], folder, environment);
    } catch (error) {
      const { stderr } = error as { stderr?: Buffer };
      process.stderr.write(stderr?.toString() ?? '');
    }
  }
}

function run(
  program: string,
  options: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): void {
  execFileSync(program, options, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** @throws Error if there is another number of files */
function onlyFile(folder: string): string {
  const [name, ...more] = fs.readdirSync(folder);
  if (name === undefined || more.length > 0) {
    throw new Error(
      `${folder}: expected one archive, got ${more.length + (name === undefined ? 0 : 1)}`,
    );
  }
  return path.join(folder, name);
}

function folderName(one: Package): string {
  return packageText(one).replaceAll(/[^\w.+~-]+/g, '_');
}
