import * as fs from 'node:fs';
import * as path from 'node:path';
import { readReport } from '../../runner/report/report-file';
import { coff2, expectExit, expectText, type Check, type Lane } from './check';

/** Folders whose path has far more than the 260 characters that Windows once allowed. */
const LONG = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(90)).join('/');

/** A case, and all reports of it, where no path has less than 260 characters. */
function longPaths(lane: Lane): string {
  const folder = path.join(lane.suite, LONG);
  fs.mkdirSync(folder, { recursive: true });
  fs.copyFileSync(path.join(lane.suite, 'cases', 'hello.incr'), path.join(folder, 'mine.incr'));
  const at = (name: string): string => `${LONG}/${name}`;
  expectExit(coff2(lane, 'goldens', at('mine.incr')), 0);
  const reports = ['--json', at('run.json'), '--html', at('page'), '--reports', at('differences')];
  expectExit(coff2(lane, 'run', ...reports, at('mine.incr')), 0);
  const report = readReport(path.join(folder, 'run.json'));
  const { pass } = report.implementations[0]?.verdicts ?? { pass: 0 };
  if (pass === 0) throw new Error('nothing was judged');
  for (const file of ['page/index.html', 'mine.goldens/digests.json']) {
    if (!fs.existsSync(path.join(folder, file))) throw new Error(`there is no ${file}`);
  }
  return `${pass} judgements, with paths of ${folder.length} characters and more`;
}

/** A whole check-out with CRLF: a case, its block, configuration and expectations. */
function crlf(lane: Lane): string {
  const folder = path.join(lane.suite, 'crlf');
  fs.mkdirSync(path.join(folder, 'lib'), { recursive: true });
  const copy = (file: string, target: string): void => {
    const text = fs.readFileSync(path.join(lane.suite, 'cases', file), 'utf8');
    fs.writeFileSync(path.join(folder, target), text.replaceAll(/\r?\n/g, '\r\n'));
  };
  copy('readme.incr', 'mine.incr');
  copy('lib/print.link', 'lib/print.link');
  const config = JSON.stringify({ cases: '.' }, null, 2).replaceAll('\n', '\r\n');
  fs.writeFileSync(path.join(folder, 'config.json'), `${config}\r\n`);
  const args = ['--config', 'crlf/config.json', '--host', 'windows', '--filter', '^mine$'];
  expectExit(coff2(lane, 'run', ...args), 0);
  return 'a run of it holds';
}

/** con.incr would be read from the console. */
function deviceNames(lane: Lane): string {
  const { stderr } = expectExit(coff2(lane, 'run', 'con.incr'), 2);
  expectText(stderr, 'for a device; rename the case');
  return 'refused';
}

/** The letters of a name may have another case than the file. */
function letterCase(lane: Lane): string {
  const { stderr } = expectExit(coff2(lane, 'run', 'HELLO', 'hello'), 2);
  expectText(stderr, 'the case hello is named twice');
  return 'HELLO is the case hello';
}

/** What a reader has open. */
const HELD = '"the report before"';

/** A report is replaced while another program of Windows reads the one before. */
function openReader(lane: Lane): string {
  const { suite, node } = lane;
  const args = ['run', 'hello', '--host', 'windows', '--wine', 'off', '--json', 'held.json'];
  fs.writeFileSync(path.join(suite, 'held.json'), HELD);
  fs.writeFileSync(
    path.join(suite, 'reader.js'),
    `const fs = require('fs'); const { execFileSync } = require('child_process');
     const fd = fs.openSync('held.json', 'r');
     const options = { stdio: 'ignore', cwd: process.cwd() };
     execFileSync(process.execPath, ['dist/runner/main.js', ...${JSON.stringify(args)}], options);
     if (fs.readFileSync(fd, 'utf8') !== ${JSON.stringify(HELD)}) throw new Error('not the old file');`,
  );
  expectExit(node.run(['reader.js'], suite), 0);
  readReport(path.join(suite, 'held.json'));
  return 'the reader has the old report whole, and the new one is there';
}

/** What Windows does with paths and open files. */
export const PATH_CHECKS: readonly Check[] = [
  { name: 'paths of more than 260 characters', act: longPaths },
  { name: 'CRLF', act: crlf },
  { name: 'names of devices', act: deviceNames },
  { name: 'upper and lower case', act: letterCase },
  { name: 'a file that is open', act: openReader },
];
