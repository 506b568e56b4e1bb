import * as fs from 'node:fs';
import * as path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import * as esbuild from 'esbuild';

/** Files that a bundle has, in its folder. The script is compressed: so the package has a quarter of its size. */
export const BUNDLE_FILES = {
  script: 'explorer.js.br',
  style: 'explorer.css',
  licenses: 'licenses.txt',
} as const;

/** Names of encodings and of processor features, a third of iced-x86, which nothing here asks for. */
const UNUSED_NAMES = /module\.exports\.(?:Code|CpuidFeature) = Object\.freeze\(\{[\s\S]*?\}\);/g;

/** How iced-x86 reads its WebAssembly from the disk of Node.js. */
const READS_FROM_DISK = /const path = require\('path'\)[\s\S]*new WebAssembly\.Module\(bytes\);\n/;

/**
 * Bundles the page of the explorer, with the linker, for browsers: one classic script, because a
 * browser loads no modules from files.
 * @param root of this repository, with its development dependencies
 * @param folder where the bundle goes; it is made
 * @throws Error of esbuild
 */
export async function bundleExplorer(root: string, folder: string): Promise<void> {
  const page = path.join(root, 'runner', 'explore', 'page');
  fs.mkdirSync(folder, { recursive: true });
  const { metafile, outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [path.join(page, 'start.ts')],
    outfile: path.join(folder, 'explorer.js'),
    write: false,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'iife',
    globalName: 'coff2Explorer',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    tsconfigRaw: {},
    inject: [path.join(root, 'runner', 'explore', 'bundle', 'node-globals.ts')],
    plugins: [browserModules(root), disassemblerFromPage, englishOnly],
    logLevel: 'error',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('esbuild made no script of the explorer');
  fs.writeFileSync(path.join(folder, BUNDLE_FILES.script), brotliCompressSync(script.contents));
  const styles = [
    path.join(root, 'runner', 'report', 'page', 'base.css'),
    path.join(page, 'explorer.css'),
  ];
  fs.writeFileSync(
    path.join(folder, BUNDLE_FILES.style),
    styles.map((file) => fs.readFileSync(file, 'utf8')).join('\n'),
  );
  fs.writeFileSync(
    path.join(folder, BUNDLE_FILES.licenses),
    licenses(root, Object.keys(metafile.inputs)),
  );
}

/** What the linker imports from Node.js: buffers have a stand-in; files and colors are never used. */
function browserModules(root: string): esbuild.Plugin {
  const standIn = path.join(root, 'runner', 'explore', 'bundle', 'node-globals.ts');
  return {
    name: 'browser-modules',
    setup(build) {
      build.onResolve({ filter: /^node:buffer$/ }, () => ({ path: standIn }));
      build.onResolve({ filter: /^node:/ }, ({ path: name }) => ({
        path: name,
        namespace: 'absent',
        sideEffects: false,
      }));
      build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
        contents: 'module.exports = {};',
      }));
      // Modules of this repository only declare things, so what is not used can be left out.
      build.onResolve({ filter: /^\.\.?\// }, ({ path: name, resolveDir, kind }) => {
        if (kind !== 'import-statement') return null;
        if (resolveDir.includes('node_modules')) return null;
        const file = path.resolve(resolveDir, name);
        const found = [`${file}.ts`, path.join(file, 'index.ts')].find((each) =>
          fs.existsSync(each),
        );
        return found === undefined ? null : { path: found, sideEffects: false };
      });
    },
  };
}

/** iced-x86 takes its WebAssembly from the page, which compiles it before. */
const disassemblerFromPage: esbuild.Plugin = {
  name: 'disassembler-from-page',
  setup(build) {
    build.onLoad({ filter: /iced_x86\.js$/ }, ({ path: file }) => {
      const source = fs.readFileSync(file, 'utf8');
      if (!READS_FROM_DISK.test(source)) {
        throw new Error(`${file} does not read its WebAssembly as it did; change the pattern here`);
      }
      return {
        contents: source
          .replace(READS_FROM_DISK, 'const wasmModule = globalThis.coff2DisassemblerModule;\n')
          .replace(UNUSED_NAMES, '')
          .replace('const { TextDecoder, TextEncoder } = require(`util`);', ''),
      };
    });
  },
};

/** zod has its messages in fifty languages, and imports English by itself. */
const englishOnly: esbuild.Plugin = {
  name: 'english-only',
  setup(build) {
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export {};',
    }));
  },
};

/** The licenses of all packages that are in the bundle. */
function licenses(root: string, inputs: readonly string[]): string {
  const packages = new Set(
    inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []),
  );
  return [...packages]
    .sort()
    .map((name) => {
      const folder = path.join(root, 'node_modules', name);
      const file = fs.readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      if (file === undefined) throw new Error(`the package ${name} has no file with its license`);
      return `${name}\n\n${fs.readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
