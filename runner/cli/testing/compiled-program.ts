import * as fs from 'node:fs';
import * as path from 'node:path';
import { transformFileSync, type Options } from '@swc/core';
import { packageRoot } from '../../system/package-root';
import { keptBuild, programSources } from './kept-build';

/** CommonJS, as the build makes it. */
const OPTIONS: Options = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
};

/**
 * Compiles the program as it is now into a folder, without looking at types, so that tests can
 * start it as the process that users start: ts-node takes seconds for that.
 * @returns its main file
 */
export function compileProgram(folder: string): string {
  const root = packageRoot();
  fs.copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  fs.cpSync(keptProgram(), folder, { recursive: true });
  return path.join(folder, 'runner', 'main.js');
}

/**
 * The compiled files of the program as it is now, for tests that load some of them and leave the package where it
 * is. @returns their folder, which nobody may change
 */
export function keptProgram(): string {
  return keptBuild('coff2-compiled', JSON.stringify(OPTIONS), compile);
}

function compile(folder: string): void {
  for (const source of programSources()) {
    const relative = path.relative(packageRoot(), source);
    const target = path.join(folder, relative).replace(/\.ts$/, '.js');
    const { code } = transformFileSync(source, OPTIONS);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, code);
  }
}
