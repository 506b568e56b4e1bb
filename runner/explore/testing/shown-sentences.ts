import type { Page } from 'playwright-core';

/** What the page says of the step that it shows, a sentence a line. */
export async function sentences(page: Page): Promise<string> {
  return (await page.locator('.why .sentence').allInnerTexts()).join('\n');
}
