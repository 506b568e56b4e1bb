import type { Locator, Page } from 'playwright-core';
import { describeInChromium } from '../system/testing/chromium';
import { expectSoon } from '../testing/expect-soon';
import { shown } from '../testing/page-address';
import { CONTRASTS } from './testing/contrasts';
import { HOSTILE } from './testing/page-report';
import { reportPages } from './testing/report-pages';
import { shownCases } from './testing/shown-cases';

/** Starting a browser takes a while where much else runs. */
jest.setTimeout(180_000);

function choice(page: Page, name: string): Locator {
  return page.getByRole('combobox', { name });
}

async function hasHorizontalScroll(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
}

describeInChromium('the page of a report in a browser', () => {
  const { address, open } = reportPages();

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
    await page.goto(address('#case=hello&update=99'));
    await expectSoon(
      () => page.locator('#update-title').innerText(),
      'Update 2: change the string',
    );
    await page.goto(address('#filter=constructor&level=%E0%A4%A&update=-1'));
    await expectSoon(() => shownCases(page), ['imports_grow']);
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
    await page.goto(address('#case=hello&update=2'));
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
    await page.goto(address('#case=hello'));
    expect(await page.locator('[aria-current=step]').count()).toBe(1);
    expect(await page.locator('img:not([alt])').count()).toBe(0);
  });
});
