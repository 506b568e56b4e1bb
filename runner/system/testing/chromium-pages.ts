import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { KeptPages, type PageLook } from '../../testing/kept-pages';
import { chromiumProgram, NO_CHROMIUM } from './chromium';

/** Pages that the tests of a describe block open in one Chromium: files of one folder. */
export class ChromiumPages {
  #folder = '';
  #browser: Browser | null = null;
  #pages: KeptPages | null = null;

  /**
   * Called once in a describe block.
   * @param write writes what is opened into a folder
   */
  static forAllTests(write: (folder: string) => Promise<void> | void): ChromiumPages {
    const pages = new ChromiumPages();
    beforeAll(() => pages.#start(write));
    afterEach(() => pages.#pages?.leave());
    afterAll(() => pages.#end());
    return pages;
  }

  /** Absolute path of something in the folder. */
  path(...names: readonly string[]): string {
    return path.join(this.#folder, ...names);
  }

  /** Address of a file of the folder. */
  address(...names: readonly string[]): string {
    return pathToFileURL(this.path(...names)).href;
  }

  /** Opens a page that shows nothing of what an earlier test did. */
  async open(address: string, look: PageLook = {}): Promise<Page> {
    if (this.#pages === null) throw new Error(NO_CHROMIUM);
    return this.#pages.open(address, look);
  }

  async #start(write: (folder: string) => Promise<void> | void): Promise<void> {
    const executablePath = chromiumProgram();
    if (executablePath === null) return;
    this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-pages-'));
    await write(this.#folder);
    this.#browser = await chromium.launch({ executablePath });
    this.#pages = new KeptPages(this.#browser, this.address());
  }

  async #end(): Promise<void> {
    await this.#browser?.close();
    if (this.#folder !== '') fs.rmSync(this.#folder, { recursive: true });
  }
}
