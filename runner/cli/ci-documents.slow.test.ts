import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { bundleProgram } from './testing/bundled-program';

/** A case is linked and run in a process, perhaps with a new Wine prefix. */
jest.setTimeout(240_000);

const folder = TemporaryFolder.forEachTest();

interface Step {
  readonly run?: string;
}

/** The code blocks of docs/ci.md in a language. */
function blocks(language: string): readonly string[] {
  const text = fs.readFileSync(path.join(packageRoot(), 'docs', 'ci.md'), 'utf8');
  return [...text.matchAll(/```(\w+)\n(.*?)```/gs)]
    .filter(([, name]) => name === language)
    .map(([, , code = '']) => code);
}

function documented(language: string, index: number): string {
  const block = blocks(language)[index];
  if (block === undefined) throw new Error(`docs/ci.md has no block ${index} of ${language}`);
  return block;
}

/**
 * Runs shell steps in a new project with the example adapter. Nothing is installed: `npx coff2` is the
 * program as it is now, and judges one case.
 */
function runSteps(steps: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  const compiled = folder.path('compiled');
  fs.mkdirSync(compiled);
  const program = bundleProgram(compiled);
  for (const part of ['cases', 'goldens', 'expectations', 'oracle']) {
    fs.symlinkSync(path.join(packageRoot(), part), path.join(compiled, part));
  }
  fs.mkdirSync(path.join(compiled, 'runner', 'report', 'page'), { recursive: true });
  fs.cpSync(
    path.join(packageRoot(), 'runner', 'report', 'page'),
    path.join(compiled, 'runner', 'report', 'page'),
    { recursive: true },
  );
  const project = folder.path('project');
  fs.mkdirSync(project);
  fs.copyFileSync(
    path.join(packageRoot(), 'examples', 'adapter.py'),
    path.join(project, 'adapter.py'),
  );
  const bin = folder.path('bin');
  fs.mkdirSync(bin);
  for (const name of ['sudo', 'apt-get', 'npm']) command(bin, name, 'exit 0');
  command(bin, 'npx', `shift; exec "${process.execPath}" "${program}" "$@" hello`);
  return execFileSync('bash', ['-e', '-c', steps.join('\n')], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}`, ...environment },
  });
}

function command(bin: string, name: string, text: string): void {
  fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

function expectReports(): void {
  expect(fs.readFileSync(folder.path('project', 'junit.xml'), 'utf8')).toContain('<testsuites');
  expect(fs.existsSync(folder.path('project', 'page', 'index.html'))).toBe(true);
}

const shellOf = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

it('the example for GitHub Actions judges an adapter', () => {
  const { jobs } = parse(documented('yaml', 0)) as {
    readonly jobs: { readonly conformance: { readonly steps: readonly Step[] } };
  };
  expect(runSteps(shellOf(jobs.conformance.steps))).toContain('1 of 1 cases hold');
  expectReports();
});

it('the example for GitLab judges an adapter', () => {
  const { conformance } = parse(documented('yaml', 1)) as {
    readonly conformance: { readonly script: readonly string[] };
  };
  expect(runSteps(conformance.script)).toContain('1 of 1 cases hold');
  expectReports();
});

it('the example for a shell judges an adapter', () => {
  expect(runSteps([documented('sh', 0)])).toContain('1 of 1 cases hold');
  expectReports();
});

describe('the action', () => {
  const { runs } = parse(fs.readFileSync(path.join(packageRoot(), 'action.yml'), 'utf8')) as {
    readonly runs: { readonly steps: readonly Step[] };
  };

  it('judges an adapter, and writes a summary', () => {
    const summary = folder.path('summary.md');
    const inputs = { PACKAGE: 'coff2-conformance', ADAPTER: 'python3 adapter.py', ARGUMENTS: '' };
    runSteps(shellOf(runs.steps), { ...inputs, GITHUB_STEP_SUMMARY: summary });
    expect(fs.readFileSync(summary, 'utf8')).toContain('1 of 1 cases hold');
    expectReports();
  });

  it('fails where the adapter does, beside the case, with a summary', () => {
    const summary = folder.path('summary.md');
    const inputs = { PACKAGE: 'coff2-conformance', ADAPTER: 'false', ARGUMENTS: '' };
    const environment = { ...inputs, GITHUB_STEP_SUMMARY: summary };
    expect(() => runSteps(shellOf(runs.steps), environment)).toThrow(
      expect.objectContaining({
        status: 1,
        stdout: expect.stringMatching(/^::error file=.*hello\.incr,line=\d+,title=/m) as string,
      }) as Error,
    );
    expect(fs.readFileSync(summary, 'utf8')).toContain('0 of 1 cases hold');
  });

  it('hands over more arguments as a shell reads them, and expands nothing of them', () => {
    const summary = folder.path('summary.md');
    const inputs = {
      PACKAGE: 'coff2-conformance',
      ADAPTER: 'python3 adapter.py',
      ARGUMENTS: `--json "my  report $HOME.json" --wine off\n--host 'linux-tmpfs' --reports *`,
    };
    runSteps(shellOf(runs.steps), { ...inputs, GITHUB_STEP_SUMMARY: summary });
    expect(folder.list('project')).toContain('my  report $HOME.json');
  });

  it('tells wrong usage in the summary too, with its exit code', () => {
    const summary = folder.path('summary.md');
    const inputs = {
      PACKAGE: 'coff2-conformance',
      ADAPTER: 'false',
      ARGUMENTS: '--no-such-option',
    };
    expect(() =>
      runSteps(shellOf(runs.steps), { ...inputs, GITHUB_STEP_SUMMARY: summary }),
    ).toThrow(expect.objectContaining({ status: 2 }) as Error);
    expect(fs.readFileSync(summary, 'utf8')).toMatch(
      /^## Conformance\n\n```text\n[^`]*unknown option '--no-such-option'[^`]*```\n$/,
    );
  });
});
