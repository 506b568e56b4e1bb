import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { caseFile } from '../case/case-store';
import { findProgram } from '../system/find-program';
import { explorerData } from './explorer-entries';
import { currentBundle } from './testing/current-bundle';
import { exploredCase } from './testing/explored';
import { writeExplorer } from './write-explorer';

const NAMES = ['firefox', 'firefox-esr'];
const EXECUTABLE =
  NAMES.map((name) => findProgram(name, process.env.PATH ?? '')).find((file) => file !== null) ??
  null;
const IS_REQUIRED = process.env.COFF2_BROWSER === 'required';
const MISSING = `none of ${NAMES.join(', ')} is on PATH (Debian: apt-get install firefox-esr)`;

const { describeFirefox, suffix } =
  EXECUTABLE === null && !IS_REQUIRED
    ? { describeFirefox: describe.skip, suffix: `: not tested, ${MISSING}` }
    : { describeFirefox: describe, suffix: '' };

/** Starting a browser takes a while where much else runs. */
jest.setTimeout(180_000);

const CASE = 'function_grows';

/** No processes for pages that nobody will open. */
const ONE_PROCESS = {
  'dom.ipc.processCount': 1,
  'dom.ipc.processPrelaunch.enabled': false,
} as const;

describeFirefox(`the explorer in Firefox${suffix}`, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-explorer-page-'));
  const address = pathToFileURL(path.join(folder, 'explorer', 'index.html')).href;
  const { steps } = exploredCase(CASE);
  let browser: Browser | null = null;
  let page: Page;
  let troubles: string[] = [];

  beforeAll(async () => {
    if (EXECUTABLE === null) throw new Error(MISSING);
    const bundle = await currentBundle(path.join(folder, 'bundle'));
    const start = { file: caseFile(CASE) ?? '', host: 'linux-tmpfs' } as const;
    writeExplorer(explorerData(start), path.join(folder, 'explorer'), bundle);
    browser = await launch({
      browser: 'firefox',
      executablePath: EXECUTABLE,
      extraPrefsFirefox: ONE_PROCESS,
    });
    page = await browser.newPage();
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(String(error)));
    await page.setViewport({ width: 1400, height: 900 });
  });

  // One page for all tests: for each new one, the browser would start a process and compile the scripts again.
  afterEach(async () => {
    await page.goto('about:blank');
    const before = troubles;
    troubles = [];
    if (before.length > 0) throw new Error(before.join('\n'));
  });

  afterAll(async () => {
    await browser?.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** The texts of all elements that a selector finds. */
  function texts(selector: string): Promise<readonly string[]> {
    return page.evaluate(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => each.textContent)`,
    ) as Promise<readonly string[]>;
  }

  /** Reads again until it is as expected: a page shows what was asked for a moment after a key. */
  async function expectSoon(selector: string, expected: readonly string[]): Promise<void> {
    const end = Date.now() + 30_000;
    while (!isDeepStrictEqual(await texts(selector), expected) && Date.now() < end) await sleep(20);
    expect(await texts(selector)).toEqual(expected);
  }

  function sentencesOf(step: number): readonly string[] {
    return (steps[step]?.why ?? []).map(({ text }) => text);
  }

  it('opens from disk what it was written for, and says why each byte is where it is', async () => {
    await page.goto(address);
    await expectSoon('.timeline .current .number', ['0']);
    await expectSoon('.why .sentence', sentencesOf(0));
    const [bytes] = await texts('.rows.bytes .row .hex');
    expect(bytes).toMatch(/^4d5a/);
  });

  it('goes forwards and backwards by keys', async () => {
    await page.goto(`${address}#case=${CASE}&step=53`);
    await expectSoon('.timeline .current .number', ['53']);
    await page.keyboard.press('ArrowRight');
    await expectSoon('.timeline .current .number', ['54']);
    await expectSoon('.why .sentence', sentencesOf(54));
    expect(sentencesOf(54).join(' ')).toContain('floats');
    await page.keyboard.press('ArrowLeft');
    await expectSoon('.why .sentence', sentencesOf(53));
    expect(new URL(page.url()).hash).toContain('step=53');
  });

  it('shows what an address names: the end of an update, and a byte', async () => {
    const update = steps.findLast(({ snapshot }) => snapshot !== null);
    if (update === undefined) throw new Error('the case has no update');
    await page.goto(`${address}#case=${CASE}&step=1`);
    await expectSoon('.timeline .current .number', ['1']);
    await page.evaluate(`location.hash = 'case=${CASE}&step=${update.index}&byte=0x40'`);
    await expectSoon('.step-title strong', [update.title]);
    const boxes = await page.evaluate('document.querySelectorAll(".layout svg rect").length');
    expect(boxes).toBeGreaterThan(20);
    expect(await texts('.hex .selected')).toEqual(['0e']);
  });

  it('links a listing that is edited, and says where one is wrong', async () => {
    await page.goto(`${address}#case=${CASE}&step=53&show=source`);
    const editor = await page.waitForSelector('textarea');
    await page.evaluate(
      `document.querySelector('textarea').value =
         document.querySelector('textarea').value.replace('push rbp', 'push nothing')`,
    );
    await editor?.focus();
    await page.keyboard.press('End');
    await page.keyboard.type(' ');
    await expectSoon('.timeline .current .number', ['53']);
    await page.waitForSelector('.editor .refused');
    expect((await texts('.editor .refused')).join('')).toMatch(/function_grows\.incr:\d+: /);
  });
});
