import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Unsupported } from './windows-node';

/** The repository. */
export const ROOT = path.join(__dirname, '..', '..');

/** What the command line needs of it. */
const PARTS = [
  'package.json',
  'package-lock.json',
  'dist',
  'cases',
  'goldens',
  'oracle',
  'expectations',
  'runner/report/page',
] as const;

/**
 * Copies the compiled suite to a folder, with the packages that npm installs for it on Windows.
 * @throws Unsupported if the packages cannot be had
 */
export function installSuite(folder: string): void {
  for (const part of PARTS) {
    fs.cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  const install = ['ci', '--omit=dev', '--os=win32', '--cpu=x64', '--ignore-scripts'];
  try {
    execFileSync('npm', [...install, '--no-audit', '--no-fund', '--prefer-offline'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Unsupported(
      `the packages for Windows cannot be installed: ${stderr.split('\n')[0] ?? ''}`,
    );
  }
}
