import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { caseFile } from '../case/case-store';
import { findProgram } from '../system/find-program';
import { KeptPages, type PageLook } from '../testing/kept-pages';
import { explorerData } from './explorer-entries';
import { currentBundle } from './testing/current-bundle';
import { exploredCase } from './testing/explored';
import { writeExplorer } from './write-explorer';

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
jest.setTimeout(180_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-explorer-page-'));
const ADDRESS = pathToFileURL(path.join(folder, 'explorer', 'index.html')).href;
let browser: Browser | null = null;
let pages: KeptPages | null = null;
let bundle = '';

/**
 * Opens the page.
 * @param hash the address from "#" on, or a page beside the usual one
 */
async function open(hash: string, look: PageLook = {}): Promise<Page> {
  if (pages === null) throw new Error(MISSING);
  const address =
    hash.startsWith('#') || hash === '' ? `${ADDRESS}${hash}` : new URL(hash, ADDRESS).href;
  const page = await pages.open(address, look);
  await page.locator('h1, h2').first().waitFor();
  return page;
}

/** Reads again until it is as expected: a page shows what was asked for a moment after a key or a click. */
async function expectSoon<T>(read: () => T | Promise<T>, expected: T): Promise<void> {
  const end = Date.now() + 30_000;
  while (!isDeepStrictEqual(await read(), expected) && Date.now() < end) await sleep(20);
  expect(await read()).toEqual(expected);
}

/** Presses Tab until an element of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(
      '(document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent)',
    );
    if (name.test(focused)) return;
  }
  throw new Error(`Tab does not lead to ${String(name)}`);
}

function ground(page: Page): Promise<string> {
  return page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
}

async function sentences(page: Page): Promise<string> {
  return (await page.locator('.why .sentence').allInnerTexts()).join('\n');
}

/** What the address says is shown. */
function shown(page: Page): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
}

function nodeName(page: Page): Promise<string> {
  return page.locator('.node-panel h3').innerText();
}

/** The eight bytes from the selected one on, as the page shows them. */
async function bytesHere(page: Page): Promise<string> {
  const at = Number(await page.locator('.hex .selected').getAttribute('data-at'));
  const cells = [...Array(8).keys()].map((index) => page.locator(`.hex [data-at="${at + index}"]`));
  return (await Promise.all(cells.map((cell) => cell.innerText()))).join(' ');
}

describeBrowser(`the explorer in a browser${suffix}`, () => {
  const grows = exploredCase('function_grows');
  const move = grows.steps.find(
    ({ title, why }) =>
      title === 'updateFunc tale.grow' && why.some(({ text }) => text.includes('floats')),
  );
  if (move === undefined) throw new Error('function_grows has no step in which a function floats');

  beforeAll(async () => {
    if (EXECUTABLE === null) return;
    bundle = await currentBundle(path.join(folder, 'bundle'));
    const start = { file: caseFile('hello') ?? '', host: 'linux-tmpfs' } as const;
    const made = {
      linker: 'port',
      entry: 'hello',
      host: 'windows',
      update: 2,
      picture: '../pictures/made.svg',
    } as const;
    writeExplorer({ ...explorerData(start), made: [made] }, path.join(folder, 'explorer'), bundle);
    fs.mkdirSync(path.join(folder, 'pictures'));
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900"/>';
    fs.writeFileSync(path.join(folder, 'pictures', 'made.svg'), svg);
    browser = await chromium.launch({ executablePath: EXECUTABLE });
    pages = new KeptPages(browser, pathToFileURL(folder).href);
  });

  afterEach(() => pages?.leave());

  afterAll(async () => {
    await browser?.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('opens what it was written for, and keeps the step and the byte in its address', async () => {
    const page = await open('');
    await expectSoon(() => shown(page).case, 'hello');
    await page.getByRole('option', { name: 'updateFunc main.print' }).click();
    await page.locator('.hex [data-at="3"]').click();
    await expectSoon(() => shown(page), { case: 'hello', step: '4', node: '2', byte: '3' });
    const again = await open(new URL(page.url()).hash);
    await expectSoon(() => again.locator('.hex .selected').getAttribute('data-at'), '3');
    expect(await again.locator('.step-title strong').innerText()).toBe('updateFunc main.print');
  });

  it('lists all cases, with stories and pictures', async () => {
    const page = await open('#cases');
    const hello = page.getByRole('link', { name: /^hello/ });
    expect(await hello.innerText()).toContain('The string that a program prints gets longer');
    await hello.scrollIntoViewIfNeeded();
    await hello.locator('svg').first().waitFor();
    expect(await page.locator('.cards > li').count()).toBeGreaterThan(40);
    await hello.click();
    await expectSoon(() => shown(page).case, 'hello');
  });

  it('steps to a known move by keys alone, and says why', async () => {
    const page = await open('#case=function_grows');
    for (let step = 0; step < move.index; step += 1) await page.keyboard.press('ArrowRight');
    await expectSoon(() => shown(page).step, String(move.index));
    expect(await sentences(page)).toMatch(
      /tale\.grow outgrew its place: 0x\w+ of 0x\w+ bytes\. It floats/,
    );
    await page.keyboard.press('ArrowLeft');
    await expectSoon(() => shown(page).step, String(move.index - 1));
    expect(await sentences(page)).not.toContain('floats');
    await page.keyboard.press('End');
    await expectSoon(() => shown(page).step, String(grows.steps.length - 1));
    await page.keyboard.press('Home');
    await expectSoon(() => shown(page).step, undefined);
  });

  it('finds the next step in which the selected node moves', async () => {
    const before = move.index - 1;
    const { root } = grows.state(before);
    const text = root.children.find(({ argument }) => argument === '.text');
    const node = text?.children.find(({ key }) => key === 'nav(tale.grow)')?.index ?? 0;
    const page = await open(`#case=function_grows&step=${before}&node=${node}`);
    await page.getByRole('combobox', { name: 'Find' }).selectOption({ label: 'this node moves' });
    await page.getByRole('button', { name: /^find next/ }).click();
    await expectSoon(() => shown(page).step, String(move.index));
  });

  it('follows a call to its thunk, to the slot, to the name of the import', async () => {
    const { steps } = exploredCase('hello');
    const page = await open(`#case=hello&step=${steps.length - 1}`);
    await page.getByRole('tab', { name: 'Tree' }).click();
    await page.getByRole('treeitem', { name: /nav\(main\.print\)/ }).click();
    await page.getByRole('tab', { name: 'Node' }).click();
    await page.getByRole('button', { name: 'kernel32!WriteFile', exact: true }).click();
    await expectSoon(() => nodeName(page), 'global(kernel32.dll, WriteFile)');
    await page.getByRole('button', { name: /^import_address_table\(kernel32\.dll\)/ }).click();
    await expectSoon(() => nodeName(page), 'import_address_table(kernel32.dll)');
    await page
      .locator('.fields tr.current')
      .getByRole('button', { name: /import_hint_name_table/ })
      .click();
    await expectSoon(() => nodeName(page), 'import_hint_name_table(kernel32.dll)');
    const next = page.locator('.fields tr.current + tr');
    expect(await next.innerText()).toContain('WriteFile');
  });

  it('says of a byte who wrote it, in which step, through which relocation', async () => {
    const hello = exploredCase('hello');
    const settled = hello.steps.find(({ title }) => title.startsWith('main.print moved'));
    const touch = settled?.touches.find(({ kind }) => kind === 'write');
    if (settled === undefined || touch?.kind !== 'write') throw new Error('nothing was written');
    const page = await open(`#case=hello&step=${settled.index}&byte=${touch.at}`);
    await page.locator(`.hex [data-at="${touch.at}"]`).click();
    const told = page.locator('.bytes-pane .told');
    await expectSoon(
      async () => /relocation at main\.print\+0x\w+ to /.test(await told.innerText()),
      true,
    );
    expect(await told.innerText()).toContain(`applied in step ${settled.index} (main.print moved`);
    await page.locator(`.hex [data-at="${touch.at}"]`).hover();
    expect(await page.locator(`.hex [data-at="${touch.at}"]`).getAttribute('title')).toBe(
      await told.innerText(),
    );
  });

  it('shows at the end of a walk what it shows when it is opened there', async () => {
    const address = '#case=function_grows&host=linux-tmpfs&show=tree';
    const [page, opened] = [await open(`${address}&step=1`), await open(`${address}&step=1`)];
    /** Rows by their place in their list. */
    const rows = (of: Page): Promise<Record<string, string>> =>
      of.evaluate(`Object.fromEntries(
        [...document.querySelectorAll('.rows .row')].map((row) => [
          row.closest('.rows').className + row.style.top, row.outerHTML]))`);
    // What a step changed is marked in it, and no more in the next.
    const ofHeader = grows.steps.findLast(({ touches }) =>
      touches.some((touch) => touch.kind === 'write' && touch.at < 0x200),
    );
    if (ofHeader === undefined) throw new Error('no step writes to the header');
    const { length } = grows.steps;
    for (const step of [3, move.index, length - 1, 2, ofHeader.index, ofHeader.index + 1]) {
      await page.evaluate(`location.hash = '${address}&step=${step}'`);
      await opened.goto('about:blank');
      await opened.goto(`${ADDRESS}${address}&step=${step}`);
      const current = (of: Page): Promise<string> =>
        of.locator('.timeline .current .number').innerText();
      await expectSoon(() => current(page), String(step));
      await expectSoon(() => current(opened), String(step));
      const [walked, expected] = [await rows(page), await rows(opened)];
      const places = Object.keys(walked).filter((place) => Object.hasOwn(expected, place));
      expect(places.length).toBeGreaterThan(50);
      expect(places.filter((place) => walked[place] !== expected[place])).toEqual([]);
    }
  });

  it('leaves the rows in place in which a step changes nothing', async () => {
    const page = await open(`#case=function_grows&host=linux-tmpfs&step=${move.index}`);
    const row = page.locator('.rows.bytes .row').first();
    await row.waitFor();
    await page.evaluate('document.querySelector(".rows.bytes .row").dataset.test = "kept"');
    await page.keyboard.press('ArrowLeft');
    await expectSoon(() => shown(page).step, String(move.index - 1));
    expect(await row.getAttribute('data-test')).toBe('kept');
  });

  it('tells of the byte under the pointer in the step that is shown', async () => {
    const page = await open('#case=function_grows&host=linux-tmpfs&step=1');
    const byte = page.locator('.hex [data-at="0"]');
    await byte.hover();
    await expectSoon(async () => (await byte.getAttribute('title')) !== null, true);
    const told = await byte.getAttribute('title');
    await page.evaluate('document.querySelector(".hex [data-at]").title = "of an earlier step"');
    await page.keyboard.press('ArrowRight');
    await expectSoon(() => shown(page).step, '2');
    expect(await byte.getAttribute('title')).toBe(told);
  });

  it('links a listing that is edited, and shows the image that it makes', async () => {
    const page = await open('#case=hello&step=4&show=source');
    await page.getByRole('tab', { name: 'Tree' }).click();
    await page.getByRole('treeitem', { name: /wWinMainCRTStartup/ }).click();
    await expectSoon(() => bytesHere(page), '55 48 89 e5 57 56 53 48');
    await page.getByRole('tab', { name: 'Source' }).click();
    const source = page.getByRole('textbox', { name: /^Source/ });
    const text = await source.inputValue();
    await source.fill(
      text.replaceAll(
        '57                                   push rdi',
        '50                                   push rax',
      ),
    );
    await expectSoon(() => bytesHere(page), '55 48 89 e5 50 56 53 48');
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('before');
    await expectSoon(() => page.locator('.hex #byte-left + span').innerText(), '48');
    const compared = page.locator('.bytes-pane').nth(1).locator('.hex .in-node');
    await expectSoon(() => compared.nth(4).innerText(), '57');
    await page.getByRole('button', { name: 'go back to the text as it was' }).click();
    await expectSoon(
      () => page.locator('.bytes-pane').nth(0).locator('.hex .in-node').nth(4).innerText(),
      '57',
    );
  });

  it.each([
    [
      'a listing',
      '  55                                   push rbp',
      '  55                                   pop rbp',
      /^hello\.incr:27: the bytes are "push rbp", not "pop rbp"/,
    ],
    [
      'a statement',
      'include print',
      'include nothing',
      /^hello\.incr:\d+: no block is named nothing/,
    ],
    [
      'an op that the linker refuses',
      'export wWinMainCRTStartup = main.wWinMainCRTStartup',
      'export wWinMainCRTStartup = main.gone',
      /^hello\.incr:50: op 7 \(updateExports main\.gone\): nav main\.gone is exported/,
    ],
  ])('says where %s is wrong, and keeps the last good state', async (_what, good, bad, message) => {
    const page = await open('#case=hello&step=10&show=source');
    const source = page.getByRole('textbox', { name: /^Source/ });
    const text = await source.inputValue();
    const before = await sentences(page);
    expect(text).toContain(good);
    await source.fill(text.replace(good, bad));
    const told = page.locator('.editor .told');
    await expectSoon(async () => message.test(await told.innerText()), true);
    expect(await sentences(page)).toBe(before);
    await source.fill(text);
    await expectSoon(() => told.innerText(), 'hello.incr, as it is.');
  });

  it('holds an edit in its address, so that a link shows the very step and byte of it', async () => {
    const page = await open('#case=hello&step=10&show=source');
    const source = page.getByRole('textbox', { name: /^Source/ });
    const told = page.locator('.editor .told');
    const edited = (await source.inputValue())
      .replaceAll('push rbp', 'push rax')
      .replaceAll('  55  ', '  50  ');
    await source.fill(edited);
    await expectSoon(
      () => told.innerText(),
      'hello.incr, edited. The address of the page holds the edit.',
    );
    const again = await open(new URL(page.url()).hash);
    expect(await again.getByRole('textbox', { name: /^Source/ }).inputValue()).toBe(edited);
    expect(shown(again)).toEqual(shown(page));
    const { edit = '' } = shown(page);
    expect(edit.length).toBeLessThan(200);
    const cut = await open(`#case=hello&step=10&edit=${edit.slice(0, -5)}`);
    expect(await cut.locator('.notice.refused').innerText()).toContain(
      'the edit in the address cannot be read',
    );
    expect(shown(cut)).toEqual({ case: 'hello', step: '10' });
  });

  it('says that an edit is too large for the address', async () => {
    const page = await open('#case=hello&step=10&show=source');
    const source = page.getByRole('textbox', { name: /^Source/ });
    let state = 1;
    const noise = Array.from({ length: 400 }, () => {
      const words = Array.from({ length: 6 }, () => {
        state = Math.imul(state, 48271) & 0x7fffffff;
        return state.toString(36);
      });
      return `// ${words.join(' ')}\n`;
    });
    await source.fill(noise.join('') + (await source.inputValue()));
    const told = page.locator('.editor .told');
    await expectSoon(
      async () =>
        /too large for the address .* shows the text as it was/.test(await told.innerText()),
      true,
    );
    expect(shown(page).edit).toBeUndefined();
  });

  it('plays up to the last step', async () => {
    const page = await open(`#case=function_grows&step=${grows.steps.length - 4}`);
    const play = page.getByRole('button', { name: 'play (key p)' });
    await page.keyboard.press('p');
    await expectSoon(() => play.getAttribute('aria-pressed'), 'true');
    await expectSoon(() => shown(page).step, String(grows.steps.length - 1));
    await expectSoon(() => play.getAttribute('aria-pressed'), 'false');
  });

  it('finds the first and the last step in which the selected byte changes', async () => {
    // The second byte of AddressOfEntryPoint.
    const at = 0xa1;
    const changes = grows.steps.filter(
      ({ index }) => index > 0 && grows.state(index).image[at] !== grows.state(index - 1).image[at],
    );
    expect(changes.length).toBeGreaterThan(0);
    const page = await open('#case=function_grows');
    await page.locator(`.hex [data-at="${at}"]`).click();
    await page.getByRole('combobox', { name: 'Find' }).selectOption({ label: 'this byte changes' });
    await page.getByRole('button', { name: /^find next/ }).click();
    await expectSoon(() => shown(page).step, String(changes[0]?.index));
    await page.getByRole('button', { name: /^last step/ }).click();
    await page.getByRole('button', { name: /^find before/ }).click();
    await expectSoon(() => shown(page).step, String(changes.at(-1)?.index));
  });

  it('is used by the keyboard alone, from the list of cases to a byte and a node', async () => {
    const page = await open('#cases');
    // An early one: the page links and draws each case that Tab scrolls into view.
    await tabTo(page, /^aligned_globals/);
    await page.keyboard.press('Enter');
    await expectSoon(() => shown(page).case, 'aligned_globals');
    await page.keyboard.press('End');
    await tabTo(page, /^Bytes of the file/);
    await page.keyboard.press('ArrowRight');
    await expectSoon(() => page.locator('.hex .selected').getAttribute('data-at'), '1');
    await tabTo(page, /^Tree$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Nodes$/);
    const { node } = shown(page);
    await page.keyboard.press('ArrowDown');
    await expectSoon(() => shown(page).node !== node, true);
  });

  it('turns dark and light by a key, and keeps that in its address', async () => {
    const page = await open('#case=hello&step=10');
    expect(await ground(page)).toBe('rgb(243, 245, 247)');
    await page.keyboard.press('t');
    await expectSoon(() => ground(page), 'rgb(18, 22, 27)');
    expect(shown(page).theme).toBe('dark');
    const again = await open(new URL(page.url()).hash);
    expect(await ground(again)).toBe('rgb(18, 22, 27)');
    await again.getByRole('button', { name: /^light or dark/ }).click();
    await expectSoon(() => ground(again), 'rgb(243, 245, 247)');
  });

  it('prints what it shows of a step, without what only a screen can use', async () => {
    const page = await open(`#case=function_grows&step=${move.index}&theme=dark`);
    await page.emulateMedia({ media: 'print' });
    expect(await ground(page)).toBe('rgb(255, 255, 255)');
    expect(await page.locator('.why .sentence').first().isVisible()).toBe(true);
    expect(await page.locator('.lane svg').first().isVisible()).toBe(true);
    for (const hidden of ['.search', '.steering button', '.tools button']) {
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    }
  });

  it('zooms to a node of 6 bytes in an image of 40 MB', async () => {
    const script = path.join(folder, 'large.jsonl');
    const large = { op: 'updateNav', nav: 'large', type: '[]u8', align: 16 };
    const call = ['e800000000', { reloc: { global: ['ExitProcess', 'kernel32'] }, type: 'REL32' }];
    const ops = [
      { linkScript: 1, options: { optimize: 'ReleaseSmall' } },
      { ...large, content: [{ splat: [0x5a, 40_000_000] }] },
      { op: 'updateFunc', nav: 'main.f', type: 'fn () void', content: call },
      { op: 'flush' },
      { op: 'snapshot', name: 'end' },
    ];
    fs.writeFileSync(script, ops.map((op) => `${JSON.stringify(op)}\n`).join(''));
    const data = explorerData({ file: script, host: 'linux-tmpfs' });
    writeExplorer(data, path.join(folder, 'explorer', 'large'), bundle);
    const page = await open('large/index.html');
    await expectSoon(() => shown(page).case, 'large');
    await page.keyboard.press('End');
    await page.getByRole('tab', { name: 'Tree' }).click();
    await page.getByRole('treeitem', { name: /ExitProcess/ }).click();
    const node = page.locator('.lane .node.selected').first();
    const width = async (): Promise<number> => (await node.boundingBox())?.width ?? 0;
    await expectSoon(async () => (await width()) > 0, true);
    // A border is drawn around it.
    expect(await width()).toBeLessThan(4);
    await page.keyboard.press('z');
    await expectSoon(async () => (await width()) > 100, true);
    const rows = page.locator('.hex .in-node');
    await expectSoon(() => rows.count(), 6);
    expect((await rows.allInnerTexts()).slice(0, 2)).toEqual(['ff', '25']);
  });

  it('opens the end of an update that a report links to, and says whose failure it was', async () => {
    const judged = await open('#case=hello&host=windows&update=2&judged=port');
    await expectSoon(
      () => judged.locator('.notice').first().innerText(),
      'This is what the reference linker does. port failed where the report links to here.',
    );
    const page = await open('#case=hello&host=windows&update=2');
    expect(await page.locator('.notice:visible').count()).toBe(0);
    await expectSoon(
      () => page.locator('.step-title strong').innerText(),
      'snapshot: change the string',
    );
    expect(shown(page).update).toBeUndefined();
  });

  it('shows what the linker made whose failure led here, beside what the reference makes', async () => {
    const page = await open('#case=hello&host=windows&update=2&judged=port&with=judged');
    const panes = page.locator('.beside .pane');
    await expectSoon(
      () => panes.locator('h2').allInnerTexts(),
      ['The reference', 'port, after update 2 on windows'],
    );
    const made = page.getByRole('img', { name: 'port, after update 2 on windows' });
    const widths = '[...document.querySelectorAll(".beside img")].map((each) => each.naturalWidth)';
    await expectSoon(() => page.evaluate<number[]>(widths), [1200, 1200]);
    await page.keyboard.press('Home');
    await expectSoon(() => made.count(), 0);
    expect(await panes.nth(1).innerText()).toContain('no image of it: it did not fail there');
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('');
    await expectSoon(() => page.locator('.layout').count(), 1);
    const unlinked = await open('#case=hello&with=judged');
    expect(await unlinked.locator('.beside').count()).toBe(0);
    expect(await unlinked.locator('option[value=judged]').isEnabled()).toBe(false);
  });

  it('compares two hosts, in step', async () => {
    const page = await open('#case=hello&step=31&with=windows');
    expect(await page.locator('.layout h2').allInnerTexts()).toEqual([
      'Layout on linux-tmpfs',
      expect.stringMatching(/^Layout on windows, step \d+: snapshot: initial version$/),
    ]);
  });

  it('zooms to a node, and shows all again', async () => {
    const page = await open('#case=hello&step=31');
    await page.getByRole('tab', { name: 'Tree' }).click();
    await page.getByRole('treeitem', { name: /ExitProcess/ }).click();
    await page.getByRole('button', { name: /^zoom to the selected node/ }).click();
    const node = page.locator('.lane .node.selected').first();
    const wide = async (): Promise<boolean> => ((await node.boundingBox())?.width ?? 0) > 100;
    await expectSoon(wide, true);
    await page.keyboard.press('0');
    await expectSoon(wide, false);
  });

  it.each([
    ['light', 1400],
    ['dark', 1400],
    ['light', 800],
    ['dark', 800],
    ['light', 400],
    ['dark', 400],
  ] as const)('fits: %s, %i px', async (colorScheme, width) => {
    const page = await open('#case=hello&step=10', {
      colorScheme,
      viewport: { width, height: 900 },
    });
    await page.locator('.timeline .row').first().waitFor();
    const scrolls = await page.evaluate<readonly boolean[]>(
      '[document.documentElement.scrollWidth > innerWidth, document.documentElement.scrollHeight > innerHeight]',
    );
    // Where it is narrow, views lie below each other.
    expect(scrolls).toEqual([false, width < 1150]);
    expect(await ground(page)).toBe(
      colorScheme === 'dark' ? 'rgb(18, 22, 27)' : 'rgb(243, 245, 247)',
    );
  });

  it('has a name for every control', async () => {
    const page = await open('#case=hello&step=10&show=source&with=windows');
    const unnamed = await page.evaluate<readonly string[]>(
      `[...document.querySelectorAll('button, select, input, textarea, [tabindex], svg[role=img]')]
        .filter((each) => !(each.getAttribute('aria-label') ?? each.getAttribute('aria-labelledby') ?? each.textContent).trim())
        .map((each) => each.outerHTML.slice(0, 80))`,
    );
    expect(unnamed).toEqual([]);
  });
});
