import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { keptProgram } from '../cli/testing/compiled-program';
import { TemporaryFolder } from '../testing/temporary-folder';

/** Compiling takes a while where much else runs. */
jest.setTimeout(120_000);

const folder = TemporaryFolder.forEachTest();

/** A program that is large enough, with what it does at its end. */
function program(does: string): string {
  return folder.write('program.js', `// ${'x'.repeat(0x4_0000)}\n${does}\n`);
}

/** What a program prints, in a process of its own whose cache folder is `cache` unless another is given. */
function printed(file: string, env: NodeJS.ProcessEnv = {}): string {
  const module = path.join(keptProgram(), 'runner', 'system', 'kept-program.js');
  const load = `require(${JSON.stringify(module)}).loadProgram(${JSON.stringify(file)})`;
  return execFileSync(process.execPath, ['-e', load], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, XDG_CACHE_HOME: folder.path('cache'), ...env },
  }).trimEnd();
}

const CODE_FOLDER = ['cache', 'coff2-conformance', 'code'];

/** The file that the program's code is kept in: the only one. */
function keptFile(): string {
  const [name = 'none', ...more] = folder.list(...CODE_FOLDER);
  expect(more).toEqual([]);
  return folder.path(...CODE_FOLDER, name);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

describe('a program whose code is kept', () => {
  it.each(['module.filename', '__filename', 'require.resolve("./program.js")'])(
    'knows its place by %s, the first time and later',
    (expression) => {
      const file = program(`console.log(${expression})`);
      expect([printed(file), printed(file)]).toEqual([file, file]);
    },
  );

  it('loads other files, the first time and later', () => {
    folder.write('other.js', 'exports.name = "other";');
    const file = program('console.log(require("./other").name)');
    expect([printed(file), printed(file)]).toEqual(['other', 'other']);
  });

  it('runs by the code that was kept', () => {
    const source = fs.readFileSync(program('console.log("B")'));
    printed(folder.path('program.js'));
    const codeOfB = fs.readFileSync(keptFile()).subarray(64);
    // Code of another program in its place: V8 does not look at more of a source than its length.
    const file = program('console.log("A")');
    const digests = [sha256(fs.readFileSync(file)), sha256(codeOfB)];
    expect(source).toHaveLength(fs.statSync(file).size);
    fs.writeFileSync(keptFile(), Buffer.concat([...digests, codeOfB]));
    expect(printed(file)).toBe('B');
  });

  it('runs by its own once it is another one, of the same length', () => {
    expect(printed(program('console.log("A")'))).toBe('A');
    const before = fs.readFileSync(keptFile());
    expect(printed(program('console.log("B")'))).toBe('B');
    expect(fs.readFileSync(keptFile())).not.toEqual(before);
  });

  it.each([
    ['is damaged', (bytes: Buffer) => bytes.fill(0xff, 100, 200)],
    ['is cut off', (bytes: Buffer) => bytes.subarray(0, 100)],
    ['is empty', () => Buffer.alloc(0)],
  ])('runs where what was kept %s, which is kept again', (_what, damage) => {
    const file = program('console.log("A")');
    printed(file);
    const whole = fs.readFileSync(keptFile());
    fs.writeFileSync(keptFile(), damage(Buffer.from(whole)));
    expect(printed(file)).toBe('A');
    expect(fs.readFileSync(keptFile()).subarray(0, 32)).toEqual(whole.subarray(0, 32));
    expect(fs.statSync(keptFile()).size).toBeGreaterThan(100);
  });

  it('runs where a pipe is in place of what was kept', () => {
    const file = program('console.log("A")');
    printed(file);
    const pipe = keptFile();
    fs.rmSync(pipe);
    execFileSync('mkfifo', [pipe]);
    expect(printed(file)).toBe('A');
    expect(fs.statSync(keptFile()).isFile()).toBe(true);
  });

  it('runs where nothing can be kept', () => {
    const file = program('console.log("A")');
    const blocked = folder.write('no-folder', '');
    expect(printed(file, { XDG_CACHE_HOME: blocked })).toBe('A');
    expect(fs.readFileSync(blocked, 'utf8')).toBe('');
  });

  it('runs where the folder that is to have the code takes none', () => {
    expect(printed(program('console.log("A")'), { XDG_CACHE_HOME: '/proc' })).toBe('A');
  });
});

describe('no code is kept', () => {
  it('of a small program', () => {
    const file = folder.write('small.js', 'console.log("A")');
    expect(printed(file)).toBe('A');
    expect(fs.existsSync(folder.path('cache'))).toBe(false);
  });

  it('with NODE_DISABLE_COMPILE_CACHE=1', () => {
    const file = program('console.log("A")');
    expect(printed(file, { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('A');
    expect(fs.existsSync(folder.path('cache'))).toBe(false);
  });
});
