import * as fs from 'node:fs';
import * as path from 'node:path';
import { DigestsError, readDigests } from '../../golden/digests';
import { DIGESTS_FILE } from '../../golden/golden-files';
import { ExpectationError, readExpectations } from '../../judge/expectations/expectation-file';
import { ConfigError, configuredCases, readConfig } from '../../linker/config';
import { jsonReport, makeReport } from '../../report/make-report';
import { compareReports } from '../../report/compare-reports';
import { ReportError } from '../../report/report-error';
import { readReport } from '../../report/report-file';
import type { Reader, ReaderSeed } from './reader';
import { seedFile, seedFiles } from './seed-files';

/** Writes an input to where a reader looks for it. @returns its path */
function written(folder: string, name: string, bytes: Buffer): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, bytes);
  return file;
}

/** The examples of a document that are objects of JSON. */
function examples(name: string): readonly ReaderSeed[] {
  const text = seedFile(name).bytes.toString('utf8');
  return [...text.matchAll(/```json\n(.*?)```/gs)].map(([, example = ''], index) => ({
    name: `${name}, example ${index + 1}`,
    bytes: Buffer.from(example),
    places: [],
  }));
}

/** `coff2.config.json`. */
export const CONFIGS: Reader = {
  name: 'config',
  what: 'configurations',
  form: 'json',
  seeds: () => examples('docs/config.md'),
  read: (bytes, folder) => {
    const file = written(folder, 'coff2.config.json', bytes);
    readConfig(file, true);
    configuredCases(file, true);
  },
  refusals: [ConfigError],
};

/** What a linker is expected to fail. */
export const EXPECTATIONS: Reader = {
  name: 'expectations',
  what: 'files of expectations',
  form: 'json',
  seeds: () => seedFiles('expectations', '.json', 10),
  read: (bytes, folder) => {
    readExpectations(written(folder, 'expectations.json', bytes), 'reference', () => true);
  },
  refusals: [ExpectationError],
};

/** What `coff2 run --json` writes. */
export const REPORTS: Reader = {
  name: 'report',
  what: 'reports of runs',
  form: 'json',
  seeds: () => {
    const bytes = Buffer.from(jsonReport(REPORT));
    return [{ name: 'a report', bytes, places: [] }];
  },
  read: (bytes, folder) => {
    const report = readReport(written(folder, 'report.json', bytes));
    compareReports({ file: 'before.json', report: REPORT }, { file: 'after.json', report });
  },
  refusals: [ReportError],
};

/** What `digests.json` in a folder of goldens says. */
export const DIGESTS: Reader = {
  name: 'digests',
  what: 'digests of goldens',
  form: 'json',
  seeds: () =>
    ['hello', 'dll', 'no_change'].map((name) => seedFile(`goldens/${name}/digests.json`)),
  read: (bytes, folder) => {
    written(folder, DIGESTS_FILE, bytes);
    readDigests(folder, 'npm run goldens');
  },
  refusals: [DigestsError],
};

const REPORT = makeReport([
  {
    implementation: 'my-linker',
    identity: 'my linker 1.0',
    variants: ['linux-tmpfs', 'windows'],
    stale: ['hello, initial version, nodes on windows: never failed'],
    milliseconds: 1500,
    cases: [
      {
        name: 'hello',
        file: 'cases/hello.incr',
        refusal: null,
        milliseconds: 700,
        updates: [
          {
            update: 'initial version',
            judgements: [
              {
                level: 'valid',
                variant: 'linux-tmpfs',
                verdict: 'pass',
                reason: null,
                details: [],
              },
              {
                level: 'runs',
                variant: 'windows',
                verdict: 'fail',
                reason: 'prints "a", expected "b"',
                details: ['one', 'two'],
                run: {
                  expected: { stdout: 'b', exitCode: 0 },
                  got: { stdout: 'a', exitCode: null },
                },
              },
            ],
          },
        ],
      },
      {
        name: 'dll',
        file: 'cases/dll.incr',
        refusal: 'line 3: unknown',
        milliseconds: 1,
        updates: [],
      },
    ],
  },
]);
