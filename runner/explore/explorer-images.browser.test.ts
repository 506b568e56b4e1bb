import type { Page } from 'playwright-core';
import { describeInChromium } from '../system/testing/chromium';
import { expectSoon } from '../testing/expect-soon';
import { shown } from '../testing/page-address';
import { explorerPages } from './testing/explorer-pages';
import { sentences } from './testing/shown-sentences';

/** Starting a browser takes a while where much else runs. */
jest.setTimeout(180_000);

/** The eight bytes from the selected one on, as the page shows them. */
async function bytesHere(page: Page): Promise<string> {
  const at = Number(await page.locator('.hex .selected').getAttribute('data-at'));
  const cells = [...Array(8).keys()].map((index) => page.locator(`.hex [data-at="${at + index}"]`));
  return (await Promise.all(cells.map((cell) => cell.innerText()))).join(' ');
}

describeInChromium('the explorer in a browser', () => {
  const { open } = explorerPages();

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
});
