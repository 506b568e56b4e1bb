import type { Browser, Page } from 'playwright-core';

/** What a page is opened with. */
export interface PageLook {
  /** CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** What the page is told that its reader wants. */
  readonly colorScheme?: 'light' | 'dark';
}

const VIEWPORT = { width: 1400, height: 900 };

/** Where a page is that shows nothing. */
const NOTHING = 'about:blank';

/**
 * Pages of a browser that each test opens as if they were new. The browser starts a process for each new one, and
 * compiles the scripts again, which takes it longer than most tests; so they are kept, each in a context of its own.
 * Nothing but files of one folder may be asked for, and nothing may fail.
 */
export class KeptPages {
  readonly #browser: Browser;
  readonly #own: string;
  readonly #pages: Page[] = [];
  #used = 0;
  #troubles: string[] = [];

  /** @param own how the addresses begin that pages may ask for */
  constructor(browser: Browser, own: string) {
    this.#browser = browser;
    this.#own = own;
  }

  /** A page that the test has not opened yet. */
  async open(
    address: string,
    { viewport = VIEWPORT, colorScheme = 'light' }: PageLook = {},
  ): Promise<Page> {
    const page = this.#pages[this.#used] ?? (await this.#newPage());
    this.#used += 1;
    await page.setViewportSize(viewport);
    await page.emulateMedia({ media: null, colorScheme });
    await page.goto(address);
    return page;
  }

  /**
   * Ends what the pages of a test show.
   * @throws Error with what they asked for and should not have, and with what failed in them
   */
  async leave(): Promise<void> {
    try {
      for (const page of this.#pages.slice(0, this.#used)) await leavePage(page);
    } catch (error) {
      this.#troubles.push(String(error));
      // A page that hangs is not handed to the next test.
      for (const page of this.#pages.splice(0)) await page.context().close();
    }
    const troubles = this.#troubles;
    this.#used = 0;
    this.#troubles = [];
    if (troubles.length > 0) throw new Error(troubles.join('\n'));
  }

  async #newPage(): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: VIEWPORT });
    const page = await context.newPage();
    page.on('request', (request) => {
      const address = request.url();
      if (address !== NOTHING && !address.startsWith(this.#own)) {
        this.#troubles.push(`asked for ${address}`);
      }
    });
    page.on('console', (message) => this.#troubles.push(message.text()));
    page.on('pageerror', (error) => this.#troubles.push(String(error)));
    this.#pages.push(page);
    return page;
  }
}

/** Nothing of what a page showed stays: neither what it stored, nor where its pointer was. */
async function leavePage(page: Page): Promise<void> {
  await page.evaluate('localStorage.clear(); sessionStorage.clear()');
  await page.goto(NOTHING);
  await page.mouse.move(0, 0);
}
