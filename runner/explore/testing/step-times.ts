import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { writeBenchScript } from '../../bench/write-script';
import { packageRoot } from '../../system/package-root';
import { chromiumProgram, NO_CHROMIUM } from '../../system/testing/chromium';
import { bundleExplorer } from '../bundle/bundle-explorer';
import { explorerData } from '../explorer-entries';
import { writeExplorer } from '../write-explorer';

/** Milliseconds that the page has to compute steps ahead, before the first one is measured. */
const WARM_UP = 3000;

const USAGE = `Usage: npm run step-times -- [SCRIPT.jsonl] [--functions N] [--steps N] [--runs N] [--seed N] [--node N]

measure how long the explorer takes to show random steps of a long script, in Chromium

  --functions N  without a script, link the program of npm run bench with so many functions (2140)
  --steps N      steps of each run (300)
  --runs N       runs, each in a browser of its own (3)
  --seed N       go to other steps (1)
  --node N       index of the node that is selected (0, the file)
`;

/** Milliseconds of one step, from the slider to the frame that is drawn. */
interface StepTime {
  /** Processor time of the page's main thread. A user waits for it. */
  readonly processor: number;
  /** Of it: the page's program. */
  readonly script: number;
  /** Of it: styles and layout. */
  readonly layout: number;
  /** By the clock: with the wait for a frame, and with what other processes take. */
  readonly clock: number;
}

/** Shows a step as the slider does, and waits until it is drawn. */
const SHOW = `(step) => new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(() => {
    const slider = document.querySelector('input[type=range]');
    const start = performance.now();
    slider.value = String(step);
    slider.dispatchEvent(new Event('input'));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  }));
})`;

type Metrics = ReadonlyMap<string, number>;

async function metricsOf(session: CDPSession): Promise<Metrics> {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
}

async function timeOfStep(page: Page, session: CDPSession, step: number): Promise<StepTime> {
  const before = await metricsOf(session);
  const clock = await page.evaluate<number>(`(${SHOW})(${step})`);
  const after = await metricsOf(session);
  const took = (name: string): number => {
    const [from, to] = [before.get(name), after.get(name)];
    if (from === undefined || to === undefined) throw new Error(`Chromium tells no ${name}`);
    return (to - from) * 1000;
  };
  return {
    processor: took('TaskDuration'),
    script: took('ScriptDuration'),
    layout: took('LayoutDuration') + took('RecalcStyleDuration'),
    clock,
  };
}

/** Numbers from 0 up to, and not with, 1: the same ones for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

async function timesOfRun(
  executablePath: string,
  address: string,
  count: number,
  random: () => number,
): Promise<{ readonly steps: number; readonly times: readonly StepTime[] }> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(address);
    await page.locator('.timeline .row').first().waitFor();
    await page.waitForTimeout(WARM_UP);
    const last = Number(await page.locator('input[type=range]').getAttribute('max'));
    const times: StepTime[] = [];
    for (let index = 0; index < count; index += 1) {
      times.push(await timeOfStep(page, session, Math.floor(random() * (last + 1))));
    }
    return { steps: last + 1, times };
  } finally {
    await browser.close();
  }
}

function table(times: readonly StepTime[]): string {
  const kinds = ['processor', 'script', 'layout', 'clock'] as const;
  const rows = kinds.map((kind) => {
    const sorted = times.map((time) => time[kind]).sort((a, b) => a - b);
    const at = (share: number): string => {
      const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      return value.toFixed(1).padStart(8);
    };
    return `${kind.padEnd(10)}${at(0.5)}${at(0.9)}${at(1)}\n`;
  });
  const over = times.filter(({ processor }) => processor >= 100).length;
  return (
    `ms          median     9/10   worst\n${rows.join('')}` +
    `${over} of ${times.length} steps took 100 ms of processor time or more\n`
  );
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      functions: { type: 'string', default: '2140' },
      steps: { type: 'string', default: '300' },
      runs: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      node: { type: 'string', default: '0' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const numbers = [values.functions, values.steps, values.runs, values.seed, values.node];
  const wrong = numbers.find((value) => !/^\d+$/.test(value));
  if (wrong !== undefined) throw new Error(`expected a number, got ${wrong}\n\n${USAGE}`);
  const browser = chromiumProgram();
  if (browser === null) throw new Error(NO_CHROMIUM);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-step-times-'));
  try {
    const script = positionals[0] ?? path.join(folder, 'bench.jsonl');
    if (positionals.length === 0) await writeBenchScript(script, Number(values.functions));
    const bundle = path.join(folder, 'bundle');
    await bundleExplorer(packageRoot(), bundle);
    const data = explorerData({ file: script, host: 'linux-tmpfs' });
    const page = writeExplorer(data, path.join(folder, 'explorer'), bundle);
    const name = encodeURIComponent(data.open?.name ?? '');
    const address = `${pathToFileURL(page).href}#case=${name}&node=${values.node}`;
    const all: StepTime[] = [];
    for (let run = 0; run < Number(values.runs); run += 1) {
      const random = randomNumbers(Number(values.seed) + run);
      const { steps, times } = await timesOfRun(browser, address, Number(values.steps), random);
      all.push(...times);
      process.stdout.write(`\nrun ${run + 1}: a script of ${steps} steps\n${table(times)}`);
    }
    process.stdout.write(`\nall runs\n${table(all)}`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
