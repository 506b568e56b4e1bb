import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeInChromium } from '../system/testing/chromium';
import { expectSoon } from '../testing/expect-soon';
import { shown } from '../testing/page-address';
import { HOSTILE } from './testing/page-report';
import { reportPages } from './testing/report-pages';
import { shownCases } from './testing/shown-cases';

/** Starting a browser takes a while where much else runs. */
jest.setTimeout(180_000);

describeInChromium('the page of a report in a browser', () => {
  const { address, holdingAddress, open } = reportPages();

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
    await page.goto(holdingAddress());
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
    const file = new URL((await difference.getAttribute('href')) ?? '', address());
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
    await page.goto(address('#case=hello&update=1'));
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

  it('shows markup as text, and no link but to a page', async () => {
    const page = await open();
    await page.getByRole('link', { name: HOSTILE, exact: true }).click();
    await page.getByRole('heading', { level: 2, name: HOSTILE, exact: true }).waitFor();
    expect(await page.locator('.why').innerText()).toBe(HOSTILE);
    expect(await page.locator('.code').first().innerText()).toContain(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
    await page.goto(address('#case=add_decl&update=2'));
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
});
