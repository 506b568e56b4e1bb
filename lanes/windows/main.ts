import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import type { Lane } from './check';
import { CHECKS, copyInputs } from './checks';
import { installSuite } from './installed-suite';
import { writeLaneCases } from './lane-cases';
import { Unsupported, WindowsNode } from './windows-node';

/**
 * Runs the compiled suite with Windows' Node.js under Wine. Where that cannot be had it says
 * UNSUPPORTED, which is exit code 0, or 1 with `--required`. Words on the command line choose checks.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { required: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2 ä lane-'));
  let node: WindowsNode | null = null;
  const cleanUp = (): void => {
    node?.stop();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      cleanUp();
      process.exit(130);
    });
  }
  try {
    node = WindowsNode.prepare(folder);
    const suite = path.join(folder, 'the suite');
    installSuite(suite);
    writeLaneCases(suite);
    copyInputs(suite);
    return (await makeChecks({ node, suite }, positionals)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    console.log(`UNSUPPORTED: ${error.message}`);
    return values.required ? 1 : 0;
  } finally {
    cleanUp();
  }
}

/** @returns whether all hold */
async function makeChecks(lane: Lane, words: readonly string[]): Promise<boolean> {
  const chosen = CHECKS.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  let failed = 0;
  for (const { name, act } of chosen) {
    const start = performance.now();
    const { word, text } = await verdictOf(() => act(lane));
    if (word === 'FAIL') failed += 1;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${word} ${name} (${seconds} s): ${text}`);
  }
  console.log(`${chosen.length - failed} of ${chosen.length} checks hold on Windows under Wine`);
  return failed === 0;
}

async function verdictOf(act: () => Promise<string> | string) {
  try {
    return { word: 'ok', text: await act() } as const;
  } catch (error) {
    return { word: 'FAIL', text: (error as Error).message } as const;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
