import * as fs from 'node:fs';
import * as path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { isLeftOver } from '../../reference';
import { makeFolder } from '../system/make-folder';
import { packageRoot } from '../system/package-root';
import { writeOutputFile } from '../system/output-file';
import { isMarked } from '../system/page-mark';
import type { ExplorerData } from './explorer-data';

/** The mark of a page that this program wrote. */
const PAGE_MARK = '<meta name="generator" content="coff2-conformance explorer">';

/** What `npm run build` makes. */
const BUNDLED = ['explorer.js.br', 'explorer.css', 'licenses.txt'] as const;
/** How the name of a file of the bundle ends that is compressed. */
const COMPRESSED = '.br';
const INDEX = 'index.html';
const DATA = 'cases.js';
const DISASSEMBLER = 'disassembler.js';

/** The explorer cannot be written. */
export class ExplorerError extends Error {
  override readonly name = 'ExplorerError';
}

/** Where `npm run build` puts the bundle. */
export function bundleFolder(): string {
  return path.join(packageRoot(), 'dist', 'runner', 'explore', 'bundle');
}

/** Whether there is a bundle: the package has one, a clone only after `npm run build`. */
export function isBundled(bundle = bundleFolder()): boolean {
  return BUNDLED.every((name) => fs.existsSync(path.join(bundle, name)));
}

/**
 * Writes the explorer as a folder that opens from disk. An existing explorer is replaced, and what one that was killed
 * has left is removed.
 * @param folder made if it does not exist
 * @param bundle folder of what was bundled
 * @returns the page
 * @throws ExplorerError if the folder has something else in it, or nothing was bundled
 */
export function writeExplorer(data: ExplorerData, folder: string, bundle = bundleFolder()): string {
  const missing = BUNDLED.find((name) => !fs.existsSync(path.join(bundle, name)));
  if (missing !== undefined) {
    throw new ExplorerError(
      `${path.join(bundle, missing)} is missing; in a clone of the repository, \`npm run build\` makes it`,
    );
  }
  checkFolder(folder);
  makeFolder(folder);
  for (const name of fs.readdirSync(folder).filter(isLeftOver)) {
    fs.rmSync(path.join(folder, name), { force: true });
  }
  // The page comes last: a folder without it is not complete, and is written again.
  fs.rmSync(path.join(folder, INDEX), { force: true });
  for (const name of BUNDLED) {
    const bytes = fs.readFileSync(path.join(bundle, name));
    const content = name.endsWith(COMPRESSED) ? brotliDecompressSync(bytes) : bytes;
    writeOutputFile(path.join(folder, written(name)), content);
  }
  writeOutputFile(path.join(folder, DATA), Buffer.from(assignment('coff2ExplorerData', data)));
  const wasm = fs.readFileSync(require.resolve('iced-x86/iced_x86_bg.wasm'));
  writeOutputFile(
    path.join(folder, DISASSEMBLER),
    Buffer.from(assignment('coff2Disassembler', wasm.toString('base64'))),
  );
  const page = path.join(folder, INDEX);
  writeOutputFile(page, Buffer.from(html()));
  return page;
}

/** The name in the explorer of a file of the bundle. */
function written(name: string): string {
  return path.basename(name, COMPRESSED);
}

function checkFolder(folder: string): void {
  const status = fs.statSync(folder, { throwIfNoEntry: false });
  if (status === undefined) return;
  const advice = 'name another folder with --out';
  if (!status.isDirectory()) throw new ExplorerError(`${folder} is no folder; ${advice}`);
  const ours: readonly string[] = [...BUNDLED.map(written), INDEX, DATA, DISASSEMBLER];
  const isForeign = (name: string): boolean => !ours.includes(name) && !isLeftOver(name);
  const foreign = fs.readdirSync(folder).find(isForeign);
  const index = path.join(folder, INDEX);
  const isOurs = !fs.existsSync(index) || isMarked(index, PAGE_MARK);
  if (foreign === undefined && isOurs) return;
  throw new ExplorerError(
    `${folder}: there is ${foreign ?? INDEX} in it, which the explorer did not write; ${advice}`,
  );
}

/** A classic script that sets a global: a browser reads no JSON from files. */
function assignment(name: string, value: unknown): string {
  return `globalThis.${name} = ${JSON.stringify(value)};\n`;
}

function html(): string {
  // Only scripts and styles beside the page are loaded, and nothing is fetched.
  const policy = [
    "default-src 'none'",
    "script-src 'self' file: 'wasm-unsafe-eval'",
    "style-src 'self' file:",
    // The pictures of a report lie beside the explorer.
    "img-src data: 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${PAGE_MARK}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Coff2 explorer</title>
<link rel="stylesheet" href="explorer.css">
</head>
<body>
<noscript><p>This page runs a linker in a script, and scripts are turned off.</p></noscript>
<div id="page"></div>
<script src="${DATA}"></script>
<script src="${DISASSEMBLER}"></script>
<script src="explorer.js"></script>
</body>
</html>
`;
}
