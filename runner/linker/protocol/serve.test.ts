import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { mostlySlowTest, slowTest } from '../../../reference/testing/slow-test';
import { HOST_NAMES, type HostName } from '../../../reference';
import { caseFile, loadCase } from '../../case/case-store';
import { AdapterImplementation } from '../adapter';
import type { Implementation } from '../implementation';
import { REFERENCE } from '../reference';
import { CapturedIo, coff2, type CommandOutcome } from '../../cli/testing/captured-io';
import { bundleProgram } from '../../cli/testing/bundled-program';
import { emptyFunction, HEADER, scriptLines } from '../../testing/script-lines';
import { TemporaryFolder } from '../../testing/temporary-folder';

jest.setTimeout(120_000);

const folder = TemporaryFolder.forEachTest();

function hello(more: object = {}): object {
  const given = { protocol: 1, workFolder: folder.path(), host: 'linux-tmpfs', case: 'a case' };
  return { hello: { ...given, ...more } };
}

/** Runs `coff2 serve` on these lines. */
function serve(...lines: readonly object[]): Promise<CommandOutcome> {
  return coff2(['serve'], new CapturedIo({ stdin: [Buffer.from(scriptLines(...lines))] }));
}

const BYE = { bye: true };
const FLUSH = { op: 'flush' };
const SNAPSHOT = { op: 'snapshot' };

function answers({ stdout }: CommandOutcome): readonly unknown[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('coff2 serve', () => {
  it('greets, answers snapshots, and ends with 0 on bye', async () => {
    const outcome = await serve(hello(), HEADER, emptyFunction('main.f'), FLUSH, SNAPSHOT, BYE);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(answers(outcome)).toEqual([
      {
        hello: {
          protocol: 1,
          name: 'coff2-conformance reference',
          version: expect.any(String) as unknown,
          capabilities: {
            machines: ['AMD64', 'I386'],
            outputModes: ['Exe', 'Lib'],
            levels: ['valid', 'runs', 'meaning', 'incremental', 'nodes', 'bytes'],
            incremental: true,
          },
        },
      },
      {
        snapshot: {
          image: 'program.exe',
          nodes: '1.nodes',
          symbols: [{ symbol: { nav: 'main.f' }, rva: expect.any(Number) as unknown, size: 0 }],
          written: {
            bytes: expect.any(Number) as unknown,
            unchanged: expect.any(Number) as unknown,
          },
        },
      },
    ]);
    expect(folder.list()).toEqual(['1.nodes', 'program.exe']);
  });

  it('patches one image, and says what it wrote', async () => {
    const code = (content: string): object => ({ ...emptyFunction('main.f'), content: [content] });
    const outcome = await serve(
      ...[hello(), HEADER, code('90c3'), FLUSH, SNAPSHOT],
      ...[FLUSH, SNAPSHOT, code('ccc3'), FLUSH, SNAPSHOT, BYE],
    );
    const written = answers(outcome).map((answer) => {
      return (answer as { snapshot?: { written: { bytes: number; unchanged: number } } }).snapshot
        ?.written;
    });
    const { size } = fs.statSync(folder.path('program.exe'));
    expect(written[1]?.bytes).toBeGreaterThan(100);
    expect(written[1]?.bytes).toBeLessThanOrEqual(size);
    expect(written.slice(2)).toEqual([
      { bytes: 0, unchanged: 0 },
      { bytes: 1, unchanged: 0 },
    ]);
  });

  it('passes over what it does not know in the greeting', async () => {
    const outcome = await serve({ ...hello({ later: 1 }), later: 2 }, BYE);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });

  it('says why it refuses, once, and ends with 0 on bye all the same', async () => {
    const outcome = await serve(hello(), HEADER, { op: 'link' }, SNAPSHOT, { op: 'what' }, BYE);
    expect(outcome.code).toBe(0);
    expect(answers(outcome).slice(1)).toEqual([
      { refused: expect.stringMatching(/^op 1 \(link\): unknown op "link"/) as unknown },
    ]);
  });

  it.each([
    ['nothing', [], 'the input ended without bye'],
    ['no bye', [hello({ workFolder: '/' })], 'the input ended without bye'],
    [
      'no greeting',
      [HEADER],
      'expected {"hello":{...}}, got {"linkScript":1,"options":{}} (hello: ',
    ],
    ['another version', [hello({ workFolder: '/', protocol: 2 })], '(hello.protocol: '],
    ['no work folder', [hello({ workFolder: '' })], '(hello.workFolder: '],
    ['an unknown host', [hello({ workFolder: '/', host: 'cpm' })], '(hello.host: '],
  ])('ends with 1 when it is spoken to in a wrong way: %s', async (_what, lines, reason) => {
    const { code, stderr } = await serve(...lines);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^coff2: [^\n]*\n$/);
    expect(stderr).toContain(reason);
  });

  it('ends with 1 at what is no JSON', async () => {
    const io = new CapturedIo({ stdin: [Buffer.from('hello\u001b there\n')] });
    expect(await coff2(['serve'], io)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'coff2: expected {"hello":{...}}, got a line that is not JSON: hello\\u001b there\n',
    });
  });

  it('ends with 2 when it cannot write to the work folder', async () => {
    const workFolder = folder.path('gone');
    const { code, stderr } = await serve(hello({ workFolder }), HEADER, SNAPSHOT, BYE);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `coff2: no such folder: ${workFolder}\n`,
    });
  });
});

describe('the reference linker as a process', () => {
  const compiled = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-program-'));
  let program = '';

  beforeAll(() => {
    program = bundleProgram(compiled);
  });

  afterAll(() => {
    fs.rmSync(compiled, { recursive: true });
  });

  async function linked(
    implementation: Implementation,
    name: string,
    host: HostName,
  ): Promise<readonly object[]> {
    const stored = loadCase(caseFile(name) ?? name);
    const results: object[] = [];
    const stop = new AbortController().signal;
    for await (const result of implementation.link(stored, host, stop)) {
      results.push(result.kind === 'image' ? { ...result, image: digest(result.image) } : result);
    }
    return results;
  }

  /** Images are compared by their digests: these are compared, and shown, sooner. */
  function digest(image: Uint8Array): string {
    return createHash('sha256').update(image).digest('hex');
  }

  mostlySlowTest.each([
    ['hello', 'linux-ext4'],
    ['imports_grow', 'linux-tmpfs'],
    ['pointer_tables', 'windows'],
    ['temporary_parse_error', 'linux-ext4'],
  ] as const)('makes of %s on %s what it makes in this process', async (name, host) => {
    const adapter = new AdapterImplementation({
      name: 'reference-process',
      command: [process.execPath, program, 'serve'],
      timeout: 60_000,
      maxImage: 0x100_0000,
      hosts: HOST_NAMES,
      isReference: true,
    });
    const own = await linked(REFERENCE, name, host);
    expect(own.length).toBeGreaterThan(1);
    expect(await linked(adapter, name, host)).toEqual(own);
    expect(adapter.identity).toBe(REFERENCE.identity);
  });

  slowTest('ends by itself on bye, though its input stays open', () => {
    const script = `const { spawn } = require('node:child_process');
      const one = spawn(process.execPath, [${JSON.stringify(program)}, 'serve']);
      one.stdin.write(${JSON.stringify(scriptLines({ hello: { protocol: 1, workFolder: compiled, host: 'windows', case: '' } }, BYE))});
      one.on('exit', (code) => { console.log('exit code ' + code); process.exit(); });`;
    const output = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(output).toBe('exit code 0\n');
  });
});
