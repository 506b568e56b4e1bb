import type { Page } from 'playwright-core';

/** What the address of a page says is shown. */
export function shown(page: Page): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
}
