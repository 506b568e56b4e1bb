import * as fs from 'node:fs';
import * as path from 'node:path';
import { transformFileSync } from '@swc/core';
import { packageRoot } from '../../system/package-root';

/** Folders that the program is made of. */
const SOURCES = ['reference', 'runner'];

/**
 * Compiles the program as it is now into a folder, without looking at types, so that tests can
 * start it as the process that users start: ts-node takes seconds for that.
 * @returns its main file
 */
export function compileProgram(folder: string): string {
  const root = packageRoot();
  fs.copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  for (const source of SOURCES.flatMap((name) => sourceFiles(path.join(root, name)))) {
    const target = path.join(folder, path.relative(root, source)).replace(/\.ts$/, '.js');
    const { code } = transformFileSync(source, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, code);
  }
  return path.join(folder, 'runner', 'main.js');
}

/** The sources below a folder that are part of the program, and no tests. */
export function sourceFiles(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|\btesting\b/.test(name))
    .map((name) => path.join(folder, name));
}
