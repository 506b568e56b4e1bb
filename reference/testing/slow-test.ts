import { TIER } from './tier';

/** Of so many rows of a table, the first is tried by `npm test`. */
const ROWS = 10;

/**
 * In place of `test` for a slow test: `npm run test:all` and CI run it; `npm test` counts it as skipped, so that it
 * stays quick enough to be run before each commit.
 *
 * Slow are tests that start programs again and again, wait, need hundreds of MiB, or try a great many inputs, where
 * quicker tests of the same suite notice if the module is plainly broken. A suite of which all tests are slow is a
 * `*.slow.test.ts` as a whole. Hooks of a `describe` without any other tests are not run either.
 */
export const slowTest: jest.It = TIER === 'quick' ? test.skip : test;

/**
 * In place of `test` for a table of rows that are alike and take long together: of each ten rows the first is a
 * test as any other, and the rest are slow ones. Put a cheap and telling row first.
 */
export const mostlySlowTest: { readonly each: jest.Each } = {
  each: ((rows: readonly unknown[]) =>
    (...of: Parameters<ReturnType<jest.Each>>) => {
      for (const [each, isFirst] of [
        [test.each, true],
        [slowTest.each, false],
      ] as const) {
        const some = rows.filter((_row, index) => (index % ROWS === 0) === isFirst);
        if (some.length > 0) each(some)(...of);
      }
    }) as jest.Each,
};
