import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { packageRoot } from '../../system/package-root';
import { keptBuild } from './kept-build';

/** What is loaded only where it is wanted, or is no JavaScript. */
const EXTERNAL = [
  '@expo-google-fonts/ibm-plex-mono',
  '@resvg/resvg-js',
  'fast-check',
  'iced-x86',
  'pngjs',
];

/**
 * The program without `main.ts`, whose work is done below, or that of its threads; for who loads it instead, what runs a
 * command, and the program of adapters.
 */
const ENTRY = `
if (!require('node:worker_threads').isMainThread) require('./runner/cli/computing-thread');
else if (require.main === module) require('./runner/coff2');
else {
  exports.main = (...of) => require('./runner/cli/program').main(...of);
  exports.adapters = () => require('./runner/linker/installed/main');
}
`;

const MAIN_FILE = 'main.js';
const BUNDLE = 'bundle.cjs';
const CODE = 'bundle.code';

/** Runs the bundle with the code that V8 made of it before, which makes a start twice as fast. */
const MAIN = `#!/usr/bin/env node
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const filename = path.join(__dirname, '${BUNDLE}');
const code = path.join(__dirname, '${CODE}');
const script = new vm.Script(
  '(function (exports, require, module, __filename, __dirname) {' + fs.readFileSync(filename, 'latin1') + '\\n})',
  { filename, cachedData: fs.existsSync(code) ? fs.readFileSync(code) : undefined },
);
if (process.env.COFF2_KEEP_CODE !== undefined)
  process.on('exit', () => fs.writeFileSync(code, script.createCachedData()));
script.runInThisContext()(exports, require, module, __filename, __dirname);
`;

/**
 * Makes the program as it is now one file in a folder, for tests that start it many times and do not care
 * which of its files are loaded: as {@link compileProgram} makes it, most of a start is loading them. The
 * bundle is kept, and made again when a source has changed.
 * @returns its main file
 */
export function bundleProgram(folder: string): string {
  const root = packageRoot();
  const kept = path.dirname(keptBundle());
  fs.copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const target = path.join(folder, 'runner');
  fs.mkdirSync(target);
  for (const name of fs.readdirSync(kept)) {
    fs.copyFileSync(path.join(kept, name), path.join(target, name));
  }
  return path.join(target, MAIN_FILE);
}

/**
 * The main file of the kept bundle, for tests that leave the package where it is: of the program, and of a thread that
 * judges cases. Nobody may change it.
 */
export function keptBundle(): string {
  return path.join(keptBuild('coff2-program', `${MAIN}${ENTRY}`, build), MAIN_FILE);
}

function build(folder: string): void {
  const root = packageRoot();
  buildSync({
    absWorkingDir: root,
    stdin: { contents: ENTRY, resolveDir: root },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    minifyWhitespace: true,
    // Of one byte for each character, it is read in less time.
    charset: 'ascii',
    external: EXTERNAL,
    outfile: path.join(folder, BUNDLE),
    logLevel: 'error',
  });
  const main = path.join(folder, MAIN_FILE);
  fs.writeFileSync(main, MAIN);
  // The code of what most commands do.
  const options = { cwd: root, env: { ...process.env, COFF2_KEEP_CODE: '' } } as const;
  execFileSync(process.execPath, [main, 'run', 'hello', '--wine', 'off'], options);
}
