import { mostlySlowTest } from '../../reference/testing/slow-test';
import { coff2 } from './testing/captured-io';

describe('coff2 oracle', () => {
  mostlySlowTest.each([
    ['1/200', '2 of 2 vectors hold on windows', 'vouches for 1 of 1 cases'],
    ['200/200', '1 of 1 vectors hold on windows', 'vouches for 0 of 0 cases'],
  ])('compares every n-th of 273 vectors, and case: %s', async (part, vectors, cases) => {
    const { code, stdout } = await coff2(['oracle', '--shard', part, '--host', 'windows']);
    expect(stdout).toContain(vectors);
    expect(stdout).toContain(cases);
    expect(code).toBe(0);
  });
});
