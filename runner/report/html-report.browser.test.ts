import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { findProgram } from '../system/find-program';
import { KeptPages, type PageLook } from '../testing/kept-pages';
import { writeHtmlReport } from './html-report';
import { failedImages, HOLDING_REPORT, HOSTILE, REPORT } from './testing/page-report';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const EXECUTABLE =
  NAMES.map((name) => findProgram(name, process.env.PATH ?? '')).find((file) => file !== null) ??
  null;
const IS_REQUIRED = process.env.COFF2_BROWSER === 'required';
const MISSING = `none of ${NAMES.join(', ')} is on PATH (Debian: apt-get install chromium)`;

const { describeBrowser, suffix } =
  EXECUTABLE === null && !IS_REQUIRED
    ? { describeBrowser: describe.skip, suffix: `: not tested, ${MISSING}` }
    : { describeBrowser: describe, suffix: '' };

/** Starting a browser takes a while where much else runs. */
jest.setTimeout(30_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-page-'));
const ADDRESS = pathToFileURL(path.join(folder, 'html', 'index.html')).href;
let browser: Browser | null = null;
let pages: KeptPages | null = null;

async function open(hash = '', look: PageLook = {}): Promise<Page> {
  if (pages === null) throw new Error(MISSING);
  const page = await pages.open(`${ADDRESS}${hash}`, look);
  await page.locator('main h2').first().waitFor();
  return page;
}

async function shownCases(page: Page): Promise<readonly string[]> {
  return page.locator('.matrix tbody th').allInnerTexts();
}

async function hasHorizontalScroll(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
}

function choice(page: Page, name: string): Locator {
  return page.getByRole('combobox', { name });
}

/** Reads again until it is as expected: a page shows what was asked for a moment after a key or a click. */
async function expectSoon<T>(read: () => T | Promise<T>, expected: T): Promise<void> {
  const end = Date.now() + 5000;
  while (!isDeepStrictEqual(await read(), expected) && Date.now() < end) await sleep(10);
  expect(await read()).toEqual(expected);
}

/** What the address says is shown. */
function shown(page: Page): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
}

describeBrowser(`the page of a report in a browser${suffix}`, () => {
  beforeAll(async () => {
    if (EXECUTABLE === null) return;
    writeHtmlReport(HOLDING_REPORT, path.join(folder, 'holds'));
    writeHtmlReport(REPORT, path.join(folder, 'html'), {
      failed: failedImages(),
      explorer: {
        cases: ['hello'],
        write: (target) => {
          fs.mkdirSync(target);
        },
      },
    });
    browser = await chromium.launch({ executablePath: EXECUTABLE });
    pages = new KeptPages(browser, pathToFileURL(folder).href);
  });

  afterEach(() => pages?.leave());

  afterAll(async () => {
    await browser?.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('links each failing update of a case to the explorer, on the hosts where it fails', async () => {
    const page = await open('#case=hello&update=2');
    const links = page.locator('.reason.fail a');
    const addresses = await Promise.all(
      (await links.all()).map((link) => link.getAttribute('href')),
    );
    expect(addresses).toEqual(
      expect.arrayContaining([
        'explorer/index.html#case=hello&host=linux-tmpfs&update=2&judged=port&with=judged',
        'explorer/index.html#case=hello&host=linux-ext4&update=2&judged=port',
      ]),
    );
    const passing = await open('#case=add_decl&update=1');
    expect(await passing.locator('.reason a[href^=explorer]').count()).toBe(0);
  });

  it('opens on the failures, by their likely cause, and leads to each of them', async () => {
    const page = await open();
    const first = page.locator('main h2').first();
    expect(await first.innerText()).toBe('Failures');
    const group = page.getByRole('article', { name: 'runs prints another text' });
    expect(await group.locator('h4').innerText()).toContain('1 update of 1 case');
    expect(await group.getByRole('region', { name: 'Got' }).innerText()).toContain('evening');
    const command = group.getByRole('region', { name: 'The command that repeats it' });
    expect(await command.innerText()).toBe('coff2 run --linker port cases/hello.incr');
    expect(await page.getByRole('banner').innerText()).toContain(
      'The run of port fails: 1 stale expectation',
    );
    await group.getByRole('link', { name: 'hello, change the string' }).click();
    await expectSoon(() => shown(page), { case: 'hello', update: '2', at: 'port/runs' });
    expect(await page.getByRole('heading', { name: 'Failures' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await expectSoon(() => first.innerText(), 'Failures');
  });

  it('opens on the table where nothing fails, with the times and versions of the run', async () => {
    const page = await open();
    await page.goto(pathToFileURL(path.join(folder, 'holds', 'index.html')).href);
    await expectSoon(() => page.locator('main h2').first().innerText(), 'Implementations');
    const top = page.getByRole('banner');
    expect(await top.innerText()).toContain(
      'started 2026-01-02 03:04:05 UTC, took 0.1 s, node v20.0.0, wine-8.0',
    );
    expect(await top.innerText()).toContain('was interrupted: 2 cases were not judged');
  });

  it('shows what the linker made beside the golden, what was handed over, and how to repeat it', async () => {
    const page = await open('#case=hello&update=2');
    const layout = page.getByRole('region', { name: 'Layout', exact: true });
    expect(await layout.locator('figcaption strong').allInnerTexts()).toEqual([
      'The golden, on linux-tmpfs',
      'port, on linux-tmpfs, windows',
    ]);
    const made = layout.getByRole('img').nth(1);
    await made.scrollIntoViewIfNeeded();
    await expectSoon(() => page.evaluate('document.images[1].naturalWidth > 0'), true);
    const difference = layout.getByRole('link', { name: 'All that differs from the golden' });
    const file = new URL((await difference.getAttribute('href')) ?? '', ADDRESS);
    expect(fs.readFileSync(fileURLToPath(file), 'utf8')).toContain('1 byte');
    const handed = page.getByRole('region', { name: 'What was handed over' });
    expect(await handed.getByRole('region', { name: 'The #link block' }).innerText()).toMatch(
      /^uav ohayo: /,
    );
    await handed.getByText('As lines of the link script').click();
    const ops = handed.getByRole('region', { name: 'Lines of the link script' });
    expect(await ops.innerText()).toContain('{"op":"snapshot","name":"change the string"}');
    const judgements = page.getByRole('region', { name: 'Judgements', exact: true });
    expect(await judgements.locator('code').innerText()).toBe(
      'coff2 run --linker port cases/hello.incr',
    );
    await page.goto(`${ADDRESS}#case=hello&update=1`);
    await expectSoon(() => page.locator('figure').count(), 1);
    expect(await handed.count()).toBe(0);
  });

  it('shows every implementation, and each case by level', async () => {
    const page = await open();
    expect(await page.locator('.summary tbody th strong').allInnerTexts()).toEqual([
      'reference',
      'port',
      'zig',
    ]);
    await expectSoon(() => shownCases(page), ['add_decl', 'hello', 'imports_grow', HOSTILE]);
    const hello = page.getByRole('link', { name: 'hello, port, runs: 3 fail, 3 pass' });
    expect(await hello.innerText()).toBe('✗3');
    expect(await page.locator('.matrix tbody tr').nth(2).innerText()).toContain('✗ refused');
    expect(await page.getByText('nothing is judged as case gone').count()).toBe(1);
  });

  it('counts what holds among what was judged, as the terminal does', async () => {
    const page = await open();
    const zig = page.locator('.summary tbody tr').nth(2);
    expect(await zig.getByTitle('1 unsupported, 5 pass').innerText()).toBe('5/5 ?');
  });

  it('filters by what became of cases, by level, host and implementation', async () => {
    const page = await open();
    const status = page.getByRole('status');
    await choice(page, 'Show').selectOption('failures');
    await expectSoon(() => shownCases(page), ['add_decl', 'hello', 'imports_grow', HOSTILE]);
    await choice(page, 'Level').selectOption('runs');
    await expectSoon(() => shownCases(page), ['hello', 'imports_grow']);
    await expectSoon(() => status.innerText(), '2 of 4 cases shown');
    await choice(page, 'Implementation').selectOption('port');
    await expectSoon(() => shownCases(page), ['hello']);
    await expectSoon(() => shown(page), {
      filter: 'failures',
      level: 'runs',
      implementation: 'port',
    });
    await choice(page, 'Implementation').selectOption('reference');
    await page.getByText('Show everything').click();
    await choice(page, 'Show').selectOption('expected');
    await expectSoon(() => shownCases(page), ['add_decl']);
    await choice(page, 'Host').selectOption('linux-tmpfs');
    await expectSoon(() => shownCases(page), []);
    await choice(page, 'Host').selectOption('');
    await choice(page, 'Show').selectOption('unsupported');
    await expectSoon(() => shownCases(page), ['hello']);
  });

  it('goes from a count to what was counted', async () => {
    const page = await open();
    await page.locator('.summary').getByRole('link', { name: '2 expected failure' }).click();
    await expectSoon(() => shown(page), { implementation: 'reference', filter: 'expected' });
    await expectSoon(() => shownCases(page), ['add_decl']);
  });

  it('finds cases by what is said of them, as it is typed', async () => {
    const page = await open();
    const search = page.getByLabel('Search');
    await page.keyboard.press('/');
    await page.keyboard.type('Good EVENING prints');
    await expectSoon(() => shownCases(page), ['hello']);
    await search.fill('imports_');
    await expectSoon(() => shownCases(page), ['imports_grow']);
    await page.reload();
    await expectSoon(() => search.inputValue(), 'imports_');
    await expectSoon(() => shownCases(page), ['imports_grow']);
    await search.fill('nothing at all');
    await expectSoon(() => page.getByText('Nothing is left to show.').isVisible(), true);
  });

  it('opens a case where its failure is, and shows what differs', async () => {
    const page = await open('#filter=failures');
    await page.getByRole('link', { name: 'hello, port, bytes: 1 fail, 5 pass' }).click();
    const titles = page.getByRole('heading', { level: 2 });
    await expectSoon(() => titles.allInnerTexts(), ['hello']);
    await expectSoon(() => shown(page), {
      at: 'port/bytes',
      case: 'hello',
      update: '2',
      filter: 'failures',
    });
    const bytes = page.getByRole('article', { name: 'port bytes on linux-tmpfs' });
    expect(await bytes.getAttribute('id')).toBe(await page.evaluate('document.activeElement.id'));
    expect(await bytes.locator('.why').innerText()).toBe('first differing byte at 0x103f');
    expect(await bytes.locator('.removed').innerText()).toContain('lea rbx,[a]');
    expect(await bytes.locator('.added').innerText()).toContain('lea rbx,[b]');
  });

  it('shows what was printed beside what was expected, and marks what differs', async () => {
    const page = await open('#case=hello&update=2&implementation=port');
    const runs = page.getByRole('article', { name: 'port runs on' });
    expect(await runs.count()).toBe(1);
    expect(await runs.locator('h5').innerText()).toContain('linux-ext4, linux-tmpfs, windows');
    const [expected, got] = [
      runs.getByRole('region', { name: 'Expected' }),
      runs.getByRole('region', { name: 'Got' }),
    ];
    expect(await expected.locator('pre').innerText()).toMatch(/^good morning\nto all↵/);
    expect(await expected.locator('mark').allInnerTexts()).toEqual(['morning', '↵\n', '0']);
    expect(await got.locator('mark').allInnerTexts()).toEqual(['evening', '3']);
  });

  it('steps through updates by mouse, and back through the history', async () => {
    const page = await open('#case=hello');
    const title = page.locator('#update-title');
    const picture = page.getByRole('img').first();
    await expectSoon(() => title.innerText(), 'Update 1: initial version');
    expect(await picture.getAttribute('src')).toBe('pictures/hello/01-initial-version.png');
    await page.getByRole('link', { name: 'next update' }).click();
    await expectSoon(() => title.innerText(), 'Update 2: change the string');
    expect(await picture.getAttribute('alt')).toContain('hello after update 2');
    await picture.scrollIntoViewIfNeeded();
    const width = page.evaluate<number>(
      `document.images[0].decode().then(() => document.images[0].naturalWidth)`,
    );
    expect(await width).toBe(1200);
    expect(await page.getByText('35 bytes changed of 0x6000 bytes').isVisible()).toBe(true);
    const changed = page.getByRole('region', { name: 'What changed, explained' });
    expect(await changed.innerText()).toContain('another target');
    await page.getByText('Node dump, as a diff').click();
    const dump = page.getByRole('region', { name: 'Node dump' });
    expect(await dump.locator('.added').first().innerText()).toMatch(/^\+ {2}uav\(/);
    await page.goBack();
    await expectSoon(() => title.innerText(), 'Update 1: initial version');
    await page.goForward();
    await expectSoon(() => title.innerText(), 'Update 2: change the string');
    await page.getByRole('navigation', { name: 'Updates' }).getByText('1 initial').click();
    await expectSoon(() => title.innerText(), 'Update 1: initial version');
    await page.getByRole('link', { name: '← all cases' }).click();
    await expectSoon(async () => (await shownCases(page)).length, 4);
  });

  it('is used by keyboard alone', async () => {
    const page = await open();
    await page.locator('.matrix tbody a').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const focused = page.locator(':focus');
    expect(await focused.getAttribute('aria-label')).toBe('hello, reference, valid: 6 pass');
    const outline = 'getComputedStyle(document.activeElement).outlineStyle';
    expect(await page.evaluate<string>(outline)).toBe('solid');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    const title = page.locator('#update-title');
    await expectSoon(() => title.innerText(), 'Update 2: change the string');
    await page.keyboard.press('ArrowLeft');
    await expectSoon(() => title.innerText(), 'Update 1: initial version');
    await page.keyboard.press('ArrowLeft');
    await expectSoon(() => title.innerText(), 'Update 1: initial version');
    await page.keyboard.press('ArrowRight');
    await expectSoon(() => title.innerText(), 'Update 2: change the string');
    await page.keyboard.press('n');
    await expectSoon(() => shown(page), { case: 'imports_grow' });
    await page.keyboard.press('p');
    await page.keyboard.press('p');
    await expectSoon(() => shown(page), { case: 'add_decl' });
    await page.keyboard.press('Escape');
    await expectSoon(() => shown(page), {});
  });

  it('keeps what a deep link says over a reload', async () => {
    const hash = '#case=hello&update=2&implementation=port&filter=failures&host=windows';
    const page = await open(hash);
    for (const visit of ['first', 'reloaded']) {
      expect([visit, await choice(page, 'Show').inputValue()]).toEqual([visit, 'failures']);
      expect(await page.locator('.judgements tbody th').allInnerTexts()).toEqual([
        'port',
        'windows',
      ]);
      expect(await page.locator('.reason').count()).toBe(1);
      await page.reload();
    }
  });

  it('says so if a link leads to what is not there', async () => {
    const page = await open('#case=gone&update=7');
    expect(await page.locator('main').innerText()).toContain('This report has no case gone.');
    await page.goto(`${ADDRESS}#case=hello&update=99`);
    await expectSoon(
      () => page.locator('#update-title').innerText(),
      'Update 2: change the string',
    );
    await page.goto(`${ADDRESS}#filter=constructor&level=%E0%A4%A&update=-1`);
    await expectSoon(() => shownCases(page), ['imports_grow']);
  });

  it('shows markup as text, and no link but to a page', async () => {
    const page = await open();
    await page.getByRole('link', { name: HOSTILE, exact: true }).click();
    await page.getByRole('heading', { level: 2, name: HOSTILE, exact: true }).waitFor();
    expect(await page.locator('.why').innerText()).toBe(HOSTILE);
    expect(await page.locator('.code').first().innerText()).toContain(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
    await page.goto(`${ADDRESS}#case=add_decl&update=2`);
    const links = page.locator('.reason a');
    await expectSoon(() => links.count(), 1);
    expect(await links.getAttribute('href')).toBe('https://example.org/issues/1');
    expect(await page.title()).toBe('add_decl – Coff2 conformance');
  });

  it('reports why a case was refused', async () => {
    const page = await open('#case=imports_grow');
    const refused = page.locator('.reason').first();
    expect(await refused.innerText()).toContain('imports_grow.incr:3: expected a #link block');
    expect(await refused.innerText()).toContain('zig');
  });

  it.each(['light', 'dark'] as const)('is readable where %s is wanted', async (colorScheme) => {
    const page = await open('#case=hello&update=2', { colorScheme });
    const contrasts = await page.evaluate<Record<string, number>>(CONTRASTS);
    expect(Object.keys(contrasts).length).toBeGreaterThan(5);
    for (const [what, contrast] of Object.entries(contrasts)) {
      expect([what, contrast >= 4.5 ? 'enough' : contrast]).toEqual([what, 'enough']);
    }
    const [dark] = await page.evaluate<number[]>(
      `getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)`,
    );
    expect((dark ?? 0) < 128).toBe(colorScheme === 'dark');
  });

  it.each([1400, 390, 320])('fits into a window of %d pixels', async (width) => {
    const page = await open('', { viewport: { width, height: 844 } });
    expect(await hasHorizontalScroll(page)).toBe(false);
    await page.goto(`${ADDRESS}#case=hello&update=2`);
    await page.locator('#update-title').waitFor();
    expect(await hasHorizontalScroll(page)).toBe(false);
    expect(await page.getByRole('link', { name: 'previous update' }).isVisible()).toBe(true);
  });

  it('names its parts for those who do not see it', async () => {
    const page = await open();
    for (const role of ['banner', 'main', 'search', 'status'] as const) {
      expect([role, await page.getByRole(role).count()]).toEqual([role, 1]);
    }
    expect(await page.locator('th:not([scope])').count()).toBe(0);
    expect(await page.locator('select:not([id]), input:not([id])').count()).toBe(0);
    await page.goto(`${ADDRESS}#case=hello`);
    expect(await page.locator('[aria-current=step]').count()).toBe(1);
    expect(await page.locator('img:not([alt])').count()).toBe(0);
  });
});

/** Contrast of each kind of text to what it stands on, by WCAG's formula. */
const CONTRASTS = `(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    const isClear = numbers(colour)[3] === 0;
    return isClear && element.parentElement !== null ? ground(element.parentElement) : colour;
  };
  const kinds = ['body', '.note', 'a', 'kbd', '.sign.pass', '.sign.fail', '.badge.fail', '.none',
    '.added', '.removed', 'mark', '.code', '.output', 'figcaption', 'h6'];
  return Object.fromEntries(kinds.flatMap((kind) => {
    const element = document.querySelector(kind);
    if (element === null) return [];
    const [one, other] = [getComputedStyle(element).color, ground(element)].map(light);
    return [[kind, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)]];
  }));
})()`;
