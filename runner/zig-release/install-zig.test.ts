import * as fs from 'node:fs';
import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { TemporaryFolder } from '../testing/temporary-folder';
import { installZig, newestZig, ZigNotInstalled } from './install-zig';

const folder = TemporaryFolder.forEachTest();
const { PATH } = process.env;

beforeEach(() => {
  process.env.PATH = folder.path('bin');
});

afterEach(() => {
  process.env.PATH = PATH ?? '';
});

/** Puts a program in the place of Python, the only one on PATH. */
function python(script: string): void {
  fs.mkdirSync(folder.path('bin'), { recursive: true });
  fs.writeFileSync(folder.path('bin', 'python3'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** Makes an environment whose own Python writes down its arguments, and then does this. */
function makesEnvironment(pip = ''): string {
  return `
    test "$1 $2 $3" = "-m venv --clear" || exit 9
    /bin/mkdir -p "$4/bin"
    echo '#!/bin/sh
    echo "$@" >>${folder.path('asked')}
    ${pip}' >"$4/bin/python"
    /bin/chmod 755 "$4/bin/python"`;
}

const asked = (): string => fs.readFileSync(folder.path('asked'), 'utf8');

describe('a release', () => {
  it('is installed once, into an environment of its own', async () => {
    python(makesEnvironment());
    const command = await installZig('1.2.3', folder.path('cache'));
    expect(command).toEqual([
      folder.path('cache', 'ziglang-1.2.3', 'bin', 'python'),
      '-m',
      'ziglang',
    ]);
    expect(await installZig('1.2.3', folder.path('cache'))).toEqual(command);
    expect(asked()).toBe('-m pip install --quiet ziglang==1.2.3\n');
  });

  it('cannot be had where Python is not: what is needed, and why', async () => {
    await expect(installZig('1.2.3', folder.path('cache'))).rejects.toThrow(
      /^Zig 1\.2\.3 cannot be installed; it needs Python with venv and pip, and access to PyPI: .*ENOENT/,
    );
  });

  slowTest('cannot be had where pip fails: in its last words; and is tried anew', async () => {
    python(makesEnvironment('echo first >&2; echo no such release >&2; exit 1'));
    const failed = installZig('1.2.3', folder.path('cache'));
    await expect(failed).rejects.toThrow(ZigNotInstalled);
    await expect(failed).rejects.toThrow(/: no such release$/);
    python(makesEnvironment());
    await installZig('1.2.3', folder.path('cache'));
    expect(asked().split('\n')).toHaveLength(3);
  });
});

describe('the newest release', () => {
  const lists = (line: string): string =>
    makesEnvironment(`echo "${line}"; echo "Available versions: 1.2.3"`);

  mostlySlowTest.each(['1.2.3', '1.2.3.post1'])('is what pip says first: %s', async (release) => {
    python(lists(`ziglang (${release})`));
    expect(await newestZig(folder.path('cache'))).toBe(release);
    expect(asked()).toBe('-m pip index versions ziglang\n');
  });

  it('is asked for again each time, in one environment', async () => {
    python(lists('ziglang (1.2.3)'));
    await newestZig(folder.path('cache'));
    python('exit 9');
    expect(await newestZig(folder.path('cache'))).toBe('1.2.3');
    expect(asked().split('\n')).toHaveLength(3);
  });

  it('is not guessed where pip says something else, or fails', async () => {
    python(lists('ziglang'));
    await expect(newestZig(folder.path('cache'))).rejects.toThrow(
      'expected pip to print "ziglang (RELEASE)", got "ziglang"',
    );
    python('echo no network >&2; exit 1');
    await expect(newestZig(folder.path('other'))).rejects.toThrow(
      /^the newest release of Zig cannot be looked up; it needs .*: no network$/,
    );
  });
});
