import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Check, Lane } from './check';
import { CHECKS, copyInputs } from './checks';
import { installSuite } from './installed-suite';
import { writeKnownFiles } from './known-files';
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

/**
 * Makes the first check with nothing but Node.js, and the others with a list of the suite's files beside it.
 * @returns whether all hold
 */
async function makeChecks(lane: Lane, words: readonly string[]): Promise<boolean> {
  const chosen = CHECKS.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  const [first, ...others] = chosen;
  const at = (when: Check['when']): readonly Check[] =>
    others.filter((check) => check.when === when);
  const verdicts: boolean[] = [];
  const make = async (check: Check): Promise<void> => {
    verdicts.push(await makeCheck(lane, check));
  };
  if (first !== undefined) await make(first);
  const { node, suite } = lane;
  const known = path.join(node.systemDrive, 'known-files.cjs');
  writeKnownFiles(suite, WindowsNode.windowsPath(suite), known);
  node.preload(known);
  const beside = at('beside').map(make);
  for (const check of at(undefined)) {
    await make(check);
    // Commands that are waited for let those beside them do nothing.
    await setImmediate();
  }
  await Promise.all(beside);
  for (const check of at('after')) await make(check);
  const held = verdicts.filter((isHeld) => isHeld).length;
  console.log(`${held} of ${chosen.length} checks hold on Windows under Wine`);
  return held === chosen.length;
}

/** @returns whether it holds */
async function makeCheck(lane: Lane, { name, act }: Check): Promise<boolean> {
  const start = performance.now();
  const { word, text } = await verdictOf(() => act(lane));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${word} ${name} (${seconds} s): ${text}`);
  return word === 'ok';
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
