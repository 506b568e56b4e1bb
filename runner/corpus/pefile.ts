import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import type { CorpusFile } from './gather-files';
import type { OtherReading } from './readobj';

/** Bytes of answers: a line of 100 for each file is far less. */
const MOST_OUTPUT = 2 ** 28;

/** Reads images with pefile, in an environment of its own, by the path of the file. */
export function readWithPefile(
  version: string,
  files: readonly CorpusFile[],
  cache: string,
): ReadonlyMap<string, OtherReading> {
  const environment = path.join(cache, `pefile-${version}`);
  const python = path.join(environment, 'bin', 'python');
  const done = path.join(environment, 'installed');
  if (!fs.existsSync(done)) {
    execFileSync('python3', ['-m', 'venv', '--clear', environment], { stdio: 'ignore' });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', `pefile==${version}`], {
      stdio: 'ignore',
    });
    fs.writeFileSync(done, '');
  }
  const images = files.filter(({ kind }) => kind === 'image').map(({ file }) => file);
  const script = path.join(packageRoot(), 'runner', 'corpus', 'pefile-counts.py');
  const output = execFileSync(python, [script], {
    input: images.map((file) => `${file}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = output.trimEnd().split('\n');
  return new Map(images.map((file, i) => [file, JSON.parse(lines[i] ?? 'null') as OtherReading]));
}
