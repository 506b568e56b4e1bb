import { goodAdapter } from '../../linker/adapter-test/testing/good-adapter';
import type { TemporaryFolder } from '../../testing/temporary-folder';
import { coff2 } from './captured-io';

/** What `coff2 adapter-test` printed, and its exit code. */
interface AdapterTest {
  readonly code: number;
  readonly lines: readonly string[];
}

/** The one fault of an adapter. */
interface OneFault {
  /** The check that fails. */
  readonly failed: string;
  /** A part of what that check saw. */
  readonly seen: string;
  /** How many checks it keeps from being tried. */
  readonly notTried: number;
}

/** Tests a good adapter that does this besides. */
export async function testedAdapter(
  folder: TemporaryFolder,
  behaviour: string,
  ...options: readonly string[]
): Promise<AdapterTest> {
  const command = goodAdapter(folder, behaviour);
  const { code, stdout, stderr } = await coff2(['adapter-test', ...options, ...command]);
  expect(stderr).toBe('');
  return { code, lines: stdout.trimEnd().split('\n') };
}

/** Expects one failure, which explains all that was not tried. */
export function expectOneFault({ code, lines }: AdapterTest, fault: OneFault): void {
  const { failed, seen, notTried } = fault;
  expect(code).toBe(1);
  const starting = (start: string) => lines.filter((line) => line.startsWith(start));
  expect(starting('FAIL')).toEqual([`FAIL       ${failed}`]);
  expect(lines[lines.indexOf(`FAIL       ${failed}`) + 1]).toContain(seen);
  expect(starting('not tried')).toHaveLength(notTried);
  for (const line of starting('not tried')) expect(line).toContain(`: explained by "${failed}"`);
  expect(lines.at(-1)).toContain(`1 failed, `);
  expect(lines.at(-1)).toContain(`${notTried} not tried`);
}
