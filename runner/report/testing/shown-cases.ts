import type { Page } from 'playwright-core';

/** The cases that the table of the page shows. */
export async function shownCases(page: Page): Promise<readonly string[]> {
  return page.locator('.matrix tbody th').allInnerTexts();
}
