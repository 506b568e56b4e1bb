import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { execa, type Result } from 'execa';
import { bundleExplorer } from '../explore/bundle/bundle-explorer';
import { packGoldens } from '../golden/packed-goldens';
import { packExpectedDigests } from '../oracle/expected-digests';
import { packageRoot } from '../system/package-root';
import { isBuilt } from '../testing/current-build';
import { networkEnvironment } from '../testing/fast-starts';
import { isInTurn, shardInTurn } from '../testing/turn';
import { bundlePrograms } from './bundle/bundle-programs';

/** The suite is built, packed and installed, and then links all cases. */
jest.setTimeout(600_000);

/** What the package is made of, beside what the build writes. */
const SOURCES = [
  ...['package.json', 'LICENSE', 'README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
  ...['PROTOCOL.md', 'action.yml', 'cases', 'docs', 'examples', 'expectations', 'goldens'],
  ...['oracle', 'reference', 'runner', 'schema'],
];

/**
 * A sample judges one case, and one vector, of so many, others each day: all are judged elsewhere, by goldens that
 * are not packed.
 */
const SHARDS = 16;

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-package-'));
/** A folder as people have them. */
const project = path.join(work, 'my linker ä');
const staged = path.join(work, 'staged');
/** TypeScript 7 is the compiler of `npm run build`; users have 6 as well, which takes several times as long. */
const COMPILERS = { 7: 'typescript-7', 6: 'typescript' } as const;
/** For little programs: TypeScript 7 would have several checkers, and each reads the types of Node.js for itself. */
const ONE_CHECKER = { 7: ['--checkers', '1'], 6: [] } as const;
const compilerOf = (release: keyof typeof COMPILERS): string =>
  path.join(packageRoot(), 'node_modules', COMPILERS[release], 'bin', 'tsc');
let installed: Result<{ readonly cwd: string }>;

/** Builds the suite as it is now into a folder, without the build of anybody else. */
async function stage(): Promise<void> {
  fs.mkdirSync(staged);
  for (const name of SOURCES) {
    fs.cpSync(path.join(packageRoot(), name), path.join(staged, name), { recursive: true });
  }
  const modules = path.join(staged, 'node_modules');
  fs.symlinkSync(path.join(packageRoot(), 'node_modules'), modules, 'junction');
  // As `npm run build` does: the second makes the declarations of the library.
  const out = path.join(staged, 'dist');
  for (const name of ['tsconfig.build-runner.json', 'tsconfig.build.json']) {
    const build = path.join(packageRoot(), name);
    await execa(process.execPath, [compilerOf(7), '-p', build, '--outDir', out]);
  }
  await bundleExplorer(packageRoot(), path.join(out, 'runner', 'explore', 'bundle'));
  await bundlePrograms(packageRoot(), out);
  const { stdout } = await execa(process.execPath, ['dist/runner/main.js', 'man'], { cwd: staged });
  fs.writeFileSync(path.join(out, 'coff2.1'), stdout);
  packExpectedDigests(path.join(packageRoot(), 'oracle'), path.join(out, 'oracle'));
  packGoldens(path.join(packageRoot(), 'goldens'), path.join(out, 'goldens'));
  fs.rmSync(modules);
}

/** Bytes that a folder takes on a disk of blocks, as `du` counts them. */
function diskUse(folder: string): number {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => fs.lstatSync(path.join(parentPath, name)).blocks * 512)
    .reduce((sum, bytes) => sum + bytes, 0);
}

async function install(cwd: string, ...packages: readonly string[]): Promise<typeof installed> {
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages];
  return execa('npm', args, { cwd, env: networkEnvironment(process.env) });
}

beforeAll(async () => {
  const isStaged = !isBuilt(packageRoot());
  if (isStaged) await stage();
  fs.mkdirSync(project);
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', work];
  const { stdout: archive } = await execa('npm', pack, { cwd: isStaged ? staged : packageRoot() });
  fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true }');
  installed = await install(project, path.join(work, archive));
});

afterAll(() => {
  fs.rmSync(work, { recursive: true, force: true });
});

/** Runs `coff2` in the project, which must end with 0. */
async function coff2(...args: readonly string[]): Promise<string> {
  return coff2In(project, ...args);
}

/** Runs what npm put into the folder for `npx coff2`: npx itself takes longer than most commands. */
async function coff2In(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execa(path.join(cwd, 'node_modules', '.bin', 'coff2'), args, { cwd });
  return stdout;
}

function write(name: string, text: string): void {
  fs.writeFileSync(path.join(project, name), text);
}

describe('the package, installed in a folder with a space and an umlaut', () => {
  it('is installed without a warning', () => {
    expect(installed.stderr).toBe('');
  });

  it('takes less than 25 MB with everything that it needs', () => {
    expect(diskUse(path.join(project, 'node_modules'))).toBeLessThan(25_000_000);
  });

  it('has its version, its help and its manual page', async () => {
    const { version } = JSON.parse(
      fs.readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'),
    ) as { readonly version: string };
    const { stdout } = await execa('npx', ['--offline', 'coff2', '--version'], { cwd: project });
    expect(stdout).toBe(version);
    expect(await coff2('--help')).toContain('\nCommands:\n  run ');
    const page = path.join(project, 'node_modules', 'coff2-conformance', 'dist', 'coff2.1');
    expect(fs.readFileSync(page, 'utf8')).toContain('.SH COMMANDS');
  });

  it('judges the reference by all cases, and writes a page', async () => {
    const page = ['--html', 'the page'] as const;
    const report = await coff2('run', '--wine', 'off', ...page, ...shardInTurn(SHARDS));
    expect(report).toMatch(/^([1-9]\d*) of \1 cases? holds?/m);
    const first = /^│ (\w+)(?:…|\.{3})? +│ +\d+ │/m.exec(report)?.[1] ?? 'no case';
    expect(fs.readFileSync(path.join(project, 'the page', 'index.html'), 'utf8')).toContain(first);
  });

  it('judges an adapter by a case', async () => {
    // An adapter runs in a folder of its own, where npx finds nothing.
    const program = path.join('node_modules', 'coff2-conformance', 'dist', 'runner', 'main.js');
    const command = `"${process.execPath}" ${program} serve`;
    const report = await coff2('run', 'hello', '--wine', 'off', '--adapter', command);
    expect(report).toMatch(/^1 of 1 case/m);
  });

  it('judges a case of its own, by goldens of its own', async () => {
    await coff2('new', 'mine');
    const accepted = await coff2('goldens', './mine.incr');
    expect(accepted).toContain(
      'npm install @resvg/resvg-js @expo-google-fonts/ibm-plex-mono pngjs',
    );
    const goldens = fs.readdirSync(path.join(project, 'mine.goldens'));
    expect(goldens).toContain('digests.json');
    expect(goldens.filter((name) => name.endsWith('.png'))).toEqual([]);
    const report = await coff2('run', './mine.incr', '--wine', 'off', '--require', 'picture');
    expect(report).toMatch(/^1 of 1 case/m);
  });

  it('fails a case whose golden was changed', async () => {
    await coff2('new', 'changed');
    await coff2('goldens', './changed.incr');
    const golden = path.join(project, 'changed.goldens', '01-initial-version.exe');
    fs.writeFileSync(golden, fs.readFileSync(golden).subarray(0, -1));
    await expect(coff2('run', './changed.incr', '--wine', 'off')).rejects.toThrow('0 of 1 case');
  });

  it('holds the reference against the real linker, and says what it did not replay', async () => {
    const shard = shardInTurn(SHARDS);
    const report = await coff2('oracle', ...shard);
    expect(report).toMatch(
      shard.length === 0 ? /^51 of 51 vectors hold/m : /^([1-9]\d*) of \1 vectors hold/m,
    );
    expect(report).toMatch(/^\d+ vectors were not replayed: /m);
    await expect(coff2('oracle', 'fuzz-00000')).rejects.toThrow('in the repository');
  });
});

describe('what is installed only where it is wanted', () => {
  it('is named by the command that needs it', async () => {
    await expect(coff2('fuzz', '--runs', '1')).rejects.toThrow(
      'coff2 fuzz needs a package that is not installed: npm install fast-check',
    );
    expect(await coff2('fuzz', '--help')).toContain('Usage: coff2 fuzz');
  });

  it('is found once it is installed', async () => {
    const other = path.join(work, 'with everything');
    fs.cpSync(project, other, { recursive: true, verbatimSymlinks: true });
    const pictures = ['@resvg/resvg-js', '@expo-google-fonts/ibm-plex-mono', 'pngjs'];
    const { stderr } = await install(other, 'fast-check', ...pictures);
    expect(stderr).toBe('');
    expect(await coff2In(other, 'fuzz', '--runs', '2', '--seed', '1')).toContain('2 scripts');
    await coff2In(other, 'new', 'drawn');
    await coff2In(other, 'goldens', './drawn.incr');
    expect(fs.readdirSync(path.join(other, 'drawn.goldens'))).toContain('01-initial-version.png');
  });
});

/** Uses the library, with types that only this package has. */
const LIBRARY = `
const image: Uint8Array = Uint8Array.of(0x4d, 0x5a);
const profile: HostProfile = HOST_PROFILES['linux-tmpfs'];
const size: number = coff.Header.SIZE;
console.log(typeof Coff2, size === Header.SIZE, image.length, profile === HOST_PROFILES.windows);
`;

const NAMES = '{ Coff2, HOST_PROFILES, coff }';

/** How users' programs are compiled, and how their modules are found. */
const MODULES = [
  ['Node16', 'Node16'],
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'Bundler'],
] as const;

/** A sample has one of them with TypeScript 6, another each day, and all with the fast compiler. */
const COMPILATIONS = [
  ...MODULES.map((names) => [7, ...names] as const),
  ...MODULES.filter((_names, index) => isInTurn(index, MODULES.length)).map(
    (names) => [6, ...names] as const,
  ),
];

describe('the library of the package', () => {
  it.each([
    ['library.mjs', `import ${NAMES} from 'coff2-conformance';`],
    ['library.cjs', `const ${NAMES} = require('coff2-conformance');`],
  ])('is loaded by %s', async (name, load) => {
    write(name, `${load}\nconsole.log(typeof Coff2, coff.Header.SIZE);`);
    const { stdout } = await execa(process.execPath, [name], { cwd: project });
    expect(stdout).toBe('function 20');
  });

  it.each(COMPILATIONS)(
    'has types for TypeScript %i: module %s',
    async (release, module, resolution) => {
      const from = `import ${NAMES} from 'coff2-conformance';
import type { HostProfile } from 'coff2-conformance';
import { Header } from 'coff2-conformance/coff';
`;
      write('library.ts', from + LIBRARY);
      const args = [
        '--noEmit',
        '--strict',
        '--types',
        'node',
        '--target',
        'es2022',
        '--lib',
        'es2022',
      ];
      const types = ['--typeRoots', path.join(packageRoot(), 'node_modules', '@types')];
      const how = ['--module', module, '--moduleResolution', resolution];
      write('wrong.ts', `${from}${LIBRARY}const wrong: string = coff.Header.SIZE;\nvoid wrong;`);
      const files = ['library.ts', 'wrong.ts'];
      const { stdout } = await execa(
        process.execPath,
        [compilerOf(release), ...args, ...ONE_CHECKER[release], ...types, ...how, ...files],
        {
          cwd: project,
          reject: false,
        },
      );
      // The one file is right, and of the other only its last line is wrong.
      expect(stdout).toMatch(/^wrong\.ts\(\d+,\d+\): error TS2322: .*$/);
    },
  );
});
