import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import * as vm from 'node:vm';
import { codeFolder } from './compiled-code';
import { makeFolder } from './make-folder';

/** Bytes of a program from which on to keep its code saves time. */
const WORTH_KEEPING = 0x4_0000;

/** Bytes of a SHA-256. */
const DIGEST_SIZE = 32;

/** What a module of CommonJS can name, in the order in which {@link loadProgram} passes them. */
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

type ModuleFunction = (...values: unknown[]) => void;

/**
 * Runs a program, as `require` does, and keeps what V8 compiles of it for the next process, where Node.js does not: that
 * is, before 22.8. Where it cannot be kept, it is only run.
 * @param file its path. What it exports is lost, and it must not use `import()`: Node.js 20 would not know who imports.
 */
export function loadProgram(file: string): void {
  const require = createRequire(file);
  const folder = codeFolder();
  const source = folder === null ? null : sourceWorthKeeping(file);
  if (folder === null || source === null) {
    require(file);
    return;
  }
  const kept = keptFile(folder, file);
  const sourceDigest = sha256(source);
  const cachedData = readKept(kept, sourceDigest);
  const options = {
    filename: file,
    ...(cachedData === null ? { produceCachedData: true } : { cachedData }),
  };
  const run = vm.compileFunction(source.toString('utf8'), PARAMETERS, options);
  // Written before the program runs: it may set flags of V8, which would not take the code back.
  if (run.cachedData !== undefined) writeKept(kept, sourceDigest, run.cachedData);
  const module = { exports: {}, filename: file };
  (run as ModuleFunction)(module.exports, require, module, file, path.dirname(file));
}

/** The bytes of a large program in JavaScript; null of any other file. */
function sourceWorthKeeping(file: string): Buffer | null {
  if (path.extname(file) !== '.js' || fs.statSync(file).size < WORTH_KEEPING) return null;
  return fs.readFileSync(file);
}

/** One for each place of the program, and for each V8 with its flags: no other takes the code. */
function keptFile(folder: string, file: string): string {
  const place = sha256(Buffer.from(file)).toString('hex').slice(0, 16);
  const name = path.basename(file, '.js');
  return path.join(folder, `${name}-${place}-${cachedDataVersionTag().toString(16)}`);
}

/**
 * The code that was kept; null if there is none of this source. V8 does not notice if the source is another one of the same
 * length, or if the code is damaged, so a digest of each stands before it.
 */
function readKept(kept: string, sourceDigest: Buffer): Buffer | null {
  let bytes: Buffer;
  try {
    // To read a pipe would wait for somebody to write.
    if (!fs.statSync(kept).isFile()) return null;
    bytes = fs.readFileSync(kept);
  } catch {
    return null;
  }
  const code = bytes.subarray(2 * DIGEST_SIZE);
  const digests = bytes.subarray(0, 2 * DIGEST_SIZE);
  return digests.equals(Buffer.concat([sourceDigest, sha256(code)])) ? code : null;
}

/** Whole or not at all: another process may read it, or write its own. */
function writeKept(kept: string, sourceDigest: Buffer, code: Buffer): void {
  const temporary = `${kept}.${process.pid}.tmp`;
  try {
    makeFolder(path.dirname(kept));
    try {
      fs.writeFileSync(temporary, Buffer.concat([sourceDigest, sha256(code), code]));
      fs.renameSync(temporary, kept);
    } finally {
      fs.rmSync(temporary, { force: true });
    }
  } catch {
    // The next process compiles again.
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
