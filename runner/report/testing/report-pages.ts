import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { ChromiumPages } from '../../system/testing/chromium-pages';
import type { PageLook } from '../../testing/kept-pages';
import { writeHtmlReport } from '../html-report';
import { failedImages, HOLDING_REPORT, REPORT } from './page-report';

/** The written reports that tests open. */
export interface ReportPages {
  /** The address of the report of all that becomes of cases, with `hash`: what follows from "#" on. */
  readonly address: (hash?: string) => string;
  /** The address of the report of a run in which nothing fails. */
  readonly holdingAddress: () => string;
  /** Opens the report of all that becomes of cases. */
  readonly open: (hash?: string, look?: PageLook) => Promise<Page>;
}

/** Called once in a describe block. */
export function reportPages(): ReportPages {
  const pages = ChromiumPages.forAllTests((folder) => {
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
  });
  const address = (hash = ''): string => `${pages.address('html', 'index.html')}${hash}`;
  return {
    address,
    holdingAddress: () => pages.address('holds', 'index.html'),
    open: async (hash, look) => {
      const page = await pages.open(address(hash), look);
      await page.locator('main h2').first().waitFor();
      return page;
    },
  };
}
