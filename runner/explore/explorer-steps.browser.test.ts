import type { Page } from 'playwright-core';
import { describeInChromium } from '../system/testing/chromium';
import { expectSoon } from '../testing/expect-soon';
import { shown } from '../testing/page-address';
import { exploredCase } from './testing/explored';
import { explorerPages } from './testing/explorer-pages';
import { floatingStep } from './testing/floating-step';
import { sentences } from './testing/shown-sentences';

/** Starting a browser takes a while where much else runs. */
jest.setTimeout(180_000);

function nodeName(page: Page): Promise<string> {
  return page.locator('.node-panel h3').innerText();
}

describeInChromium('the explorer in a browser', () => {
  const { address, open } = explorerPages();
  const grows = exploredCase('function_grows');
  const move = floatingStep(grows);

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
    const hash = '#case=function_grows&host=linux-tmpfs&show=tree';
    const [page, opened] = [await open(`${hash}&step=1`), await open(`${hash}&step=1`)];
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
      await page.evaluate(`location.hash = '${hash}&step=${step}'`);
      await opened.goto('about:blank');
      await opened.goto(address(`${hash}&step=${step}`));
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
});
