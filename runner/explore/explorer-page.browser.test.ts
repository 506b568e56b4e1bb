import * as fs from 'node:fs';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../system/testing/chromium';
import { expectSoon } from '../testing/expect-soon';
import { shown } from '../testing/page-address';
import { explorerData } from './explorer-entries';
import { exploredCase } from './testing/explored';
import { explorerPages } from './testing/explorer-pages';
import { floatingStep } from './testing/floating-step';

/** Starting a browser takes a while where much else runs. */
jest.setTimeout(180_000);

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

describeInChromium('the explorer in a browser', () => {
  const { open, path, write } = explorerPages();
  const move = floatingStep(exploredCase('function_grows'));

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
    const script = path('large.jsonl');
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
    write('large', data);
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
