import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageRoot } from '../system/package-root';
import type { PageData } from './page-data';

/** The mark of a page that this program wrote. */
export const PAGE_MARK = '<meta name="generator" content="coff2-conformance report">';

/**
 * The scripts of the page, each after those that it imports. The last one starts the page.
 *
 * They are JavaScript with types in comments, which `tsc -p runner/report/page` checks: so they are
 * the same files whether this program runs from its sources or compiled, and no bundler is needed.
 * A browser loads no modules from files, so they become one script inside the page.
 */
const SCRIPTS = [
  'dom.js',
  'verdicts.js',
  'state.js',
  'selection.js',
  'text-view.js',
  'reason-body.js',
  'run-facts.js',
  'failed-update-view.js',
  'failures-view.js',
  'filter-bar.js',
  'summary.js',
  'matrix.js',
  'judgement-view.js',
  'case-view.js',
  'main.js',
] as const;

/** Their imports, which come before them in the page. */
const IMPORT = /^import [^;]*;\n/gm;
const EXPORT = /^export /gm;

/** The whole page. It needs nothing except its pictures. */
export function htmlPage(data: PageData): string {
  const style = `${asset('base.css')}\n${asset('page.css')}`;
  const script = SCRIPTS.map((name) =>
    asset(name).replaceAll(IMPORT, '').replaceAll(EXPORT, ''),
  ).join('\n');
  // Only pictures are fetched, and only this script runs, whatever the data contain.
  const policy = [
    "default-src 'none'",
    "img-src 'self' file:",
    `style-src ${digest(style)}`,
    `script-src ${digest(script)}`,
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
<title>Coff2 conformance</title>
<style>${style}</style>
</head>
<body>
<noscript><p>This report is drawn by a script inside of it, and scripts are turned off.</p></noscript>
<div id="page"></div>
<script type="application/json" id="data">${jsonInScript(data)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** The text as a browser reads it, with line feeds; otherwise the digest would differ. */
function asset(name: string): string {
  return fs
    .readFileSync(path.join(packageRoot(), 'runner', 'report', 'page', name), 'utf8')
    .replaceAll('\r\n', '\n');
}

/** JSON that cannot end the script element or begin a comment in it. */
function jsonInScript(data: PageData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

/** The source of an element's text, in a content security policy. */
function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
