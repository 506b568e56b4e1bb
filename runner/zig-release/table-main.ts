import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ExitCode } from '../cli/exit-code';
import { packageRoot } from '../system/package-root';
import { readReport } from '../report/report-file';
import { judgeRelease, LATEST, releaseNumber } from './judge-release';
import { zigTable, type JudgedRelease } from './zig-table';

interface Catalogue {
  readonly cases: readonly { readonly name: string }[];
}

/** The releases that have columns, besides the newest of PyPI. */
const RELEASES = ['0.16.0', '0.17.1'] as const;

const FILE = path.join('docs', 'zig.md');

/** Judges the releases and the newest of PyPI, and writes docs/zig.md if all could be judged. */
async function writeTable(): Promise<ExitCode> {
  const newest = await releaseNumber(LATEST, process);
  if (newest === null) return ExitCode.OK;
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-zig-table-'));
  try {
    const judged: JudgedRelease[] = [];
    for (const release of new Set([...RELEASES, newest])) {
      const json = path.join(scratch, `${release}.json`);
      const args = ['--mode', 'both', '--wine', 'required', '--json', json];
      const code = await judgeRelease(release, args, process);
      if (code === null || !fs.existsSync(json)) return code ?? ExitCode.FAILED;
      const [report] = readReport(json).implementations;
      if (report !== undefined) judged.push({ release, report });
    }
    const date = new Date().toISOString().slice(0, 10);
    fs.writeFileSync(
      path.join(packageRoot(), FILE),
      zigTable(judged, newest, upstreamCases(), date),
    );
    process.stdout.write(`${FILE} is written\n`);
    return ExitCode.OK;
  } finally {
    fs.rmSync(scratch, { recursive: true });
  }
}

function upstreamCases(): ReadonlySet<string> {
  const file = path.join(packageRoot(), 'cases', 'catalogue.json');
  const { cases } = JSON.parse(fs.readFileSync(file, 'utf8')) as Catalogue;
  return new Set(cases.map(({ name }) => name));
}

void writeTable().then((code) => {
  process.exitCode = code;
});
