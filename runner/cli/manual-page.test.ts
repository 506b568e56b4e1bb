import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import { coff2 } from './testing/captured-io';

/** What groff makes of the page, where groff is installed. */
const describeShown = spawnSync('groff', ['--version']).status === 0 ? describe : describe.skip;

/** The page as a terminal shows it, on lines that are long enough, without bold and underlined text. */
function shown(page: string): string {
  const args = ['-man', '-Tascii', '-ww', '-rLL=400n', '-P-c', '-P-b', '-P-u', '-P-o'];
  const { stdout, stderr } = spawnSync('groff', args, { input: page, encoding: 'utf8' });
  if (stderr !== '') throw new Error(`groff warns: ${stderr}`);
  return stdout;
}

async function manualPage(): Promise<string> {
  const { code, stdout } = await coff2(['man']);
  expect(code).toBe(0);
  return stdout;
}

describe('coff2 man', () => {
  it('has the sections of a manual page', async () => {
    const sections = [...(await manualPage()).matchAll(/^\.SH (.*)$/gm)].map(([, name]) => name);
    expect(sections).toEqual([...['NAME', 'SYNOPSIS', 'OPTIONS', 'COMMANDS', 'EXIT STATUS']]);
  });

  it('does not depend on the machine that it is made on', async () => {
    expect(await manualPage()).not.toMatch(
      /default: \d+\)[^\n]*\n[^\n]*jobs|jobs[^\n]*\n[^\n]*default: \d/,
    );
  });
});

describeShown('the manual page', () => {
  it('shows each command and option, and what the help says of it', async () => {
    const text = shown(await manualPage()).replaceAll(/\s+/g, ' ');
    const { stdout: help } = await coff2(['run', '--help']);
    const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name = '']) => name);
    expect(options.length).toBeGreaterThan(20);
    expect(options.filter((option) => !text.includes(option))).toEqual([]);
    expect(text).toContain('coff2 report merge [options] <report...>');
    // A backslash of an example stays one, and so does a line that starts with a dot.
    expect(text).toContain('"my\\ tools/adapt -v"');
    expect(text).toContain('Exit codes: 0 done, 1 something was judged and failed');
  });
});

it('is named in package.json where the build writes it', () => {
  const file = path.join(packageRoot(), 'package.json');
  const { man, scripts } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    readonly man: string;
    readonly scripts: { readonly build: string };
  };
  expect(man).toMatch(/\.1$/);
  expect(scripts.build).toContain(`main.js man > ${man}`);
});
