import { execFile, execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { isInTurn, shardInTurn } from '../../runner/testing/turn';

/** Releases of Node.js beside the one that runs the other lanes. Each is the newest of its number. */
const RELEASES = ['22', '24', '26'] as const;

const ROOT = path.join(__dirname, '..', '..');

interface Command {
  readonly name: string;
  /** @param node the release */
  readonly words: (node: string) => readonly string[];
  /** In a sample, a release takes one of so many cases, vectors or suites. */
  readonly parts: number;
  /** Whether each release does it in a sample, with parts of its own; else it is the turn of one each day. */
  readonly isOfEach: boolean;
  /** What standard output says of a run that holds. */
  readonly summary: RegExp;
  /** Whether it says nothing else, which V8 does of a flag that it does not know. */
  readonly isQuiet: boolean;
}

const PROGRAM = path.join('dist', 'runner', 'main.js');

/** What each release must do. Images are not run: that is the same with any Node.js. */
const COMMANDS: readonly Command[] = [
  {
    name: 'run',
    words: (node) => [node, PROGRAM, 'run', '--wine', 'off'],
    parts: 9,
    isOfEach: true,
    summary: /^(\d+) of \1 cases hold on .*$/m,
    isQuiet: true,
  },
  {
    name: 'oracle',
    words: (node) => [node, PROGRAM, 'oracle'],
    parts: 9,
    isOfEach: true,
    summary: /^(\d+) of \1 vectors hold.*$/m,
    isQuiet: true,
  },
  {
    name: 'npm test',
    // npm finds the release first where programs are looked for.
    words: () => ['npm', 'test', '--', '--ci', '--colors=false'],
    // In 42 days, each of three releases has had all suites.
    parts: 14,
    isOfEach: false,
    // Jest reports on standard error.
    summary: /^Tests: .* passed, .*$/m,
    isQuiet: false,
  },
];

/** A command may take so long, in milliseconds: it is to end what hangs, not to measure speed. */
const PATIENCE = 300_000;

/**
 * Runs the compiled suite and the tests with other releases of Node.js, from packages of npm. Where one cannot be had
 * this says UNSUPPORTED, which is exit code 0, or 1 with `--required`. Releases on the command line replace
 * the usual ones.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { required: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const releases = positionals.length > 0 ? positionals : RELEASES;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-node-lane-'));
  try {
    // npm waits most of the time.
    const nodes = await Promise.all(
      releases.map((release) => install(release, path.join(folder, release))),
    );
    const results = nodes.map((node, index) => judgeRelease(node, index));
    if (results.includes('failed')) return 1;
    return values.required && results.includes('unsupported') ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

type Result = 'held' | 'failed' | 'unsupported';

/** @param index of the release, which takes its own part of a sample */
function judgeRelease({ release, folder, program: node }: Installed, index: number): Result {
  if (node === null) {
    console.log(`UNSUPPORTED: Node.js ${release}: npm has no package of it for this machine`);
    return 'unsupported';
  }
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  if (!version.startsWith(`v${release}.`)) {
    console.log(`FAIL Node.js ${release}: its package has ${version}`);
    return 'failed';
  }
  const cache = path.join(folder, 'cache');
  const paths = [path.dirname(node), process.env.PATH ?? ''].join(path.delimiter);
  const env = { ...process.env, XDG_CACHE_HOME: cache, PATH: paths };
  const commands = COMMANDS.filter(({ isOfEach }) => isOfEach || isInTurn(index, RELEASES.length));
  const verdicts = commands.map(({ name, words, parts, isOfEach, summary, isQuiet }) => {
    const shard = shardInTurn(parts, isOfEach ? index : 0);
    const [program = '', ...args] = [...words(node), ...shard];
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(program, args, {
      ...{ cwd: ROOT, env, encoding: 'utf8', timeout: PATIENCE, killSignal: 'SIGKILL' },
    });
    const [line] = summary.exec(isQuiet ? stdout : stderr) ?? [];
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const isHeld = status === 0 && line !== undefined && (!isQuiet || stderr === '');
    const text = isHeld ? line : `exit code ${String(status)}\n${stdout}${stderr}`;
    console.log(`${isHeld ? 'ok' : 'FAIL'} Node.js ${version} ${name} (${seconds} s): ${text}`);
    return isHeld;
  });
  const isKept = fs.existsSync(path.join(cache, 'coff2-conformance', 'code'));
  console.log(`${isKept ? 'ok' : 'FAIL'} Node.js ${version} keeps the compiled program`);
  return isKept && verdicts.every((isHeld) => isHeld) ? 'held' : 'failed';
}

interface Installed {
  readonly release: string;
  /** Where it is, and where it keeps what it makes. */
  readonly folder: string;
  /** Null if it cannot be had. */
  readonly program: string | null;
}

async function install(release: string, folder: string): Promise<Installed> {
  const name = `node-${process.platform}-${process.arch}`;
  fs.mkdirSync(folder);
  const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--prefer-offline'];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const program = path.join(folder, 'node_modules', name, 'bin', 'node');
  try {
    await promisify(execFile)('npm', [...args, ...quiet, `${name}@${release}`]);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return { release, folder, program: null };
  }
  return { release, folder, program: fs.existsSync(program) ? program : null };
}

void main().then((code) => {
  process.exitCode = code;
});
