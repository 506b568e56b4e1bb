import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readReport } from '../../runner/report/report-file';
import type { RunReport } from '../../runner/report/run-report';
import { shardInTurn } from '../../runner/testing/turn';
import { ROOT } from './installed-suite';
import {
  coff2,
  coff2Beside,
  expectExit,
  expectText,
  PROGRAM,
  type Check,
  type Lane,
} from './check';
import { PATH_CHECKS } from './path-checks';
import { WindowsNode, type Done } from './windows-node';

/** How the name of the folder begins from which images are run: it is made when a run begins. */
const RUN_FOLDER = 'coff2-run-';

/** An object that a compiler made, relative to the repository. */
const OBJECT = 'runner/case/object-import/fixtures/clang-O2.obj';

/** The last line of what was printed. */
const lastLine = ({ stdout }: Done): string => stdout.trimEnd().split('\n').at(-1) ?? '';

/** Images that need what this machine lacks: the 32-bit half of Wine. */
const NO_I386 = 'an I386 image that is known to be good does not run here';

/** How many judgements of a level there are, by verdict; but for images that no suite could run here. */
function countOf(report: RunReport, level: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const judgements = report.implementations
    .flatMap(({ cases }) => cases)
    .flatMap(({ updates }) => updates)
    .flatMap((update) => update.judgements)
    .filter((judgement) => judgement.level === level)
    .filter(({ reason }) => reason?.startsWith(NO_I386) !== true);
  for (const { verdict } of judgements) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/** Milliseconds in which a program that counts each 100 ms has counted further, on a busy machine too. */
const STILL_COUNTING = 5000;

/** A sample judges one case, and one vector, of so many; others each day. */
const PARTS = 12;

/** A run of all cases: each image that a case wants run was run, and nothing was left out. */
function wholeRun(lane: Lane): string {
  const args = ['--wine', 'required', '--json', 'report.json', ...shardInTurn(PARTS)];
  const done = expectExit(coff2(lane, 'run', ...args), 0);
  const report = readReport(path.join(lane.suite, 'report.json'));
  const runs = countOf(report, 'runs');
  if ((runs.pass ?? 0) === 0 || runs.unsupported !== undefined) {
    throw new Error(`not all images were run: ${JSON.stringify(runs)}`);
  }
  return lastLine(done);
}

/** What a command prints and how it ends, which must be the same as on Linux. */
function sameAsOnLinux(lane: Lane, ...args: readonly string[]): string {
  const linux = spawnSync(process.execPath, [path.join(ROOT, PROGRAM), ...args], {
    cwd: lane.suite,
    encoding: 'utf8',
  });
  const windows = coff2(lane, ...args);
  expectExit(windows, linux.status ?? -1);
  const slashes = (text: string): string => text.replaceAll('\\', '/');
  if (linux.stdout === '' || slashes(windows.stdout) !== slashes(linux.stdout)) {
    throw new Error(`expected what Linux prints:\n${linux.stdout}\ngot:\n${windows.stdout}`);
  }
  return `${windows.stdout.split('\n').length - 1} lines, exit code ${linux.status ?? -1}`;
}

/** The suite's own linker behind the protocol, whose paths have a space and an umlaut. */
function adapterCommand({ node, suite }: Lane): string {
  const program = WindowsNode.windowsPath(path.join(suite, PROGRAM));
  return `"${WindowsNode.windowsPath(node.file)}" "${program}" serve`;
}

function adapter(lane: Lane): string {
  const command = adapterCommand(lane);
  return lastLine(expectExit(coff2(lane, 'run', '--adapter', command, 'hello'), 0));
}

function batchAdapter(lane: Lane): string {
  // Wine's cmd.exe neither starts a batch file whose path has a space, nor reads UTF-8 in it.
  const drive = lane.node.systemDrive;
  const program = WindowsNode.windowsPath(path.join(lane.suite, PROGRAM));
  fs.symlinkSync(lane.node.file, path.join(drive, 'node.exe'));
  fs.writeFileSync(path.join(drive, 'coff2.js'), `require(${JSON.stringify(program)});\n`);
  fs.writeFileSync(path.join(drive, 'adapter.cmd'), '@C:\\node.exe C:\\coff2.js serve\r\n');
  const command = String.raw`C:\adapter.cmd`;
  const done = coff2(lane, 'run', '--adapter', command, '--host', 'windows', 'hello');
  return lastLine(expectExit(done, 0));
}

/**
 * An adapter that answers nothing, and starts a program that counts for as long as it runs. Wine's taskkill
 * knows no /T: here the program ends because Node.js puts it into the adapter's job.
 */
async function hangingAdapter(lane: Lane): Promise<string> {
  const counted = path.join(lane.suite, 'counted.txt');
  const child = `let count = 0; setInterval(() => fs.writeFileSync(process.argv[1], String(++count)), 100)`;
  fs.writeFileSync(
    path.join(lane.suite, 'hanging.js'),
    `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}, ${JSON.stringify(
      WindowsNode.windowsPath(counted),
    )}], { stdio: 'ignore' }); setInterval(() => {}, 1000);`,
  );
  const command = `"${WindowsNode.windowsPath(lane.node.file)}" hanging.js`;
  const limits = ['--timeout', '20', '--host', 'windows'];
  const done = await coff2Beside(lane, 'run', '--adapter', command, ...limits, 'hello');
  expectExit(done, 1);
  expectText(done.stdout, 'more than 20 s');
  const count = (): string => fs.readFileSync(counted, 'utf8');
  if (!fs.existsSync(counted)) throw new Error('what the adapter started never ran: nothing seen');
  const ended = count();
  await sleep(STILL_COUNTING);
  if (count() !== ended) throw new Error('what the adapter started was not ended with it');
  return `ended, with what it had started, which had counted to ${ended}`;
}

async function badPrograms(lane: Lane): Promise<string> {
  const done = expectExit(
    await coff2Beside(lane, 'run', '--host', 'windows', './crash.incr', './hang.incr'),
    1,
  );
  expectText(done.stdout, 'exits with 0xc0000005 (access violation), expected 0');
  expectText(done.stdout, 'does not end within 10 s');
  return 'an access violation is named, and a program that hangs is ended';
}

async function ctrlC({ node, suite }: Lane): Promise<string> {
  let pressed = 0;
  const isRunning = (): boolean => {
    pressed = performance.now();
    return node.leftovers().some((name) => name.startsWith(RUN_FOLDER));
  };
  expectExit(await node.interrupt([PROGRAM, 'run'], suite, isRunning), 130);
  const seconds = (performance.now() - pressed) / 1000;
  return `exit code 130, ${seconds.toFixed(1)} s after Ctrl-C`;
}

function page(lane: Lane): string {
  const args = ['run', 'hello', '--html', 'page', '--junit', 'junit.xml', '--host', 'windows'];
  // The second run replaces the page and the file of the first.
  for (let round = 0; round < 2; round += 1) expectExit(coff2(lane, ...args), 0);
  for (const file of ['page/index.html', 'junit.xml']) {
    if (!fs.existsSync(path.join(lane.suite, file))) throw new Error(`there is no ${file}`);
  }
  return 'written, and replaced by a second run';
}

function nothingLeft({ node }: Lane): string {
  const left = node.leftovers().filter((name) => name.startsWith('coff2-'));
  if (left.length > 0)
    throw new Error(`left in the folder for temporary files: ${left.join(', ')}`);
  return 'no folder is left';
}

const ofGolden = (file: string): string => `goldens/hello/${file}.exe`;

/** All checks; those of a time are made in this order. */
export const CHECKS: readonly Check[] = [
  { name: 'run, all cases', act: wholeRun },
  {
    name: 'oracle',
    act: (lane) => lastLine(expectExit(coff2(lane, 'oracle', ...shardInTurn(PARTS)), 0)),
  },
  {
    name: 'fmt --check',
    act: (lane) => {
      expectExit(coff2(lane, 'fmt', '--check'), 0);
      return 'exit code 0';
    },
  },
  { name: 'check', act: (lane) => sameAsOnLinux(lane, 'check', ofGolden('01-initial-version')) },
  {
    name: 'inspect',
    act: (lane) => sameAsOnLinux(lane, 'inspect', ofGolden('01-initial-version')),
  },
  {
    name: 'diff',
    act: (lane) =>
      sameAsOnLinux(lane, 'diff', ofGolden('01-initial-version'), ofGolden('02-change-the-string')),
  },
  { name: 'steps', act: (lane) => sameAsOnLinux(lane, 'steps', 'hello', '--host', 'windows') },
  { name: 'import', act: (lane) => sameAsOnLinux(lane, 'import', path.basename(OBJECT)) },
  { name: 'page and JUnit', act: page },
  ...PATH_CHECKS,
  { name: 'adapter, quoted paths', act: adapter },
  { name: 'adapter, a .cmd file', act: batchAdapter },
  { name: 'adapter that hangs', when: 'beside', act: hangingAdapter },
  { name: 'crash and hang', when: 'beside', act: badPrograms },
  { name: 'Ctrl-C', when: 'after', act: ctrlC },
  { name: 'temporary files', when: 'after', act: nothingLeft },
];

/** Copies what the checks need beside the suite. */
export function copyInputs(suite: string): void {
  fs.copyFileSync(path.join(ROOT, OBJECT), path.join(suite, path.basename(OBJECT)));
}
