import * as fs from 'node:fs';
import * as path from 'node:path';
import { linkSmall } from '../same/testing/link-small';
import type { SmallProgram } from '../same/testing/small-program';
import { packageRoot } from '../system/package-root';
import { TemporaryFolder } from '../testing/temporary-folder';
import { coff2 } from './testing/captured-io';

const folder = TemporaryFolder.forEachTest();

const golden = (...names: readonly string[]): string =>
  path.join(packageRoot(), 'goldens', ...names);
const HELLO = golden('hello', '01-initial-version.exe');
const CHANGED = golden('hello', '02-change-the-string.exe');

const program = (number: string, section: '.data' | '.rdata' = '.data'): SmallProgram => ({
  entry: 'start',
  sections: {
    '.text': { start: ['8b05', { rel32: 'x' }, 'c3'] },
    [section]: { x: [number] },
  },
});

describe('coff2 same', () => {
  it('ends with 0 for the same program, with 1 for another', async () => {
    const same = await coff2(['same', HELLO, HELLO]);
    expect(same.code).toBe(0);
    expect(same.stdout).toMatch(/^the same program, as far as compared\n/);
    const different = await coff2(['same', HELLO, CHANGED]);
    expect(different.code).toBe(1);
    expect(different.stdout).toMatch(/^different programs: 1 difference, 1 sure/);
  });

  it('ends with 2 for what cannot be compared', async () => {
    const text = folder.write('text', 'no image');
    const outcome = await coff2(['same', HELLO, text]);
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toMatch(/^not comparable: the second image is no PE image/);
    expect((await coff2(['same', HELLO, folder.path('nothing')])).code).toBe(2);
    expect((await coff2(['same', HELLO])).code).toBe(2);
  });

  it('prints one JSON document', async () => {
    const { stdout } = await coff2(['same', HELLO, CHANGED, '--json']);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({ verdict: 'different', images: { a: HELLO, b: CHANGED } });
    expect(result.differences).toHaveLength(1);
    expect(result.possible).toHaveLength(1);
    expect(result.coverage).toHaveProperty('a.0.name');
  });

  it('writes a page', async () => {
    const file = folder.path('page.html');
    await coff2(['same', HELLO, CHANGED, '--html', file]);
    expect(fs.readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('lets protection differ if told to', async () => {
    const a = folder.write('a.exe', linkSmall(program('07000000')));
    const b = folder.write('b.exe', linkSmall(program('07000000', '.rdata')));
    expect((await coff2(['same', a, b])).code).toBe(1);
    expect((await coff2(['same', a, b, '--any-protection'])).code).toBe(0);
  });

  it('knows what can be tolerated', async () => {
    expect((await coff2(['same', HELLO, HELLO, '--tolerate', 'unnamed-types'])).code).toBe(0);
    expect((await coff2(['same', HELLO, HELLO, '--tolerate', 'much'])).code).toBe(2);
  });
});
