import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { caseFile } from '../../case/case-store';
import { ChromiumPages } from '../../system/testing/chromium-pages';
import type { PageLook } from '../../testing/kept-pages';
import type { ExplorerData } from '../explorer-data';
import { explorerData } from '../explorer-entries';
import { writeExplorer } from '../write-explorer';
import { currentBundle } from './current-bundle';

/** An explorer that tests open: written for the case `hello`, with the picture of one failure of a linker. */
export interface ExplorerPages {
  /** The address of its page, with `hash`: what follows from "#" on. */
  readonly address: (hash: string) => string;
  /**
   * Opens the page.
   * @param hash the address from "#" on, or a page beside the usual one
   */
  readonly open: (hash: string, look?: PageLook) => Promise<Page>;
  /** Absolute path of something in the folder of the tests. */
  readonly path: (...names: readonly string[]) => string;
  /** Writes another explorer beside it: its page is `name/index.html`. */
  readonly write: (name: string, data: ExplorerData) => void;
}

/** Called once in a describe block. */
export function explorerPages(): ExplorerPages {
  let bundle = '';
  const pages = ChromiumPages.forAllTests(async (folder) => {
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
  });
  const address = (hash: string): string => `${pages.address('explorer', 'index.html')}${hash}`;
  return {
    address,
    open: async (hash, look) => {
      const isHash = hash.startsWith('#') || hash === '';
      const page = await pages.open(isHash ? address(hash) : new URL(hash, address('')).href, look);
      await page.locator('h1, h2').first().waitFor();
      return page;
    },
    path: (...names) => pages.path(...names),
    write: (name, data) => {
      writeExplorer(data, pages.path('explorer', name), bundle);
    },
  };
}
