import { caseScript } from '../case/case-script';
import * as path from 'node:path';
import { caseFile, loadCase, type StoredCase } from '../case/case-store';
import { provenance, readDigests, type UpdateDigests } from './digests';
import { goldenFolder } from './golden-files';

/** A case that the real linker was given, and its goldens. */
const HELLO = loadCase(caseFile('hello') ?? 'hello');
const UPDATES = readDigests(path.join(goldenFolder(), 'hello'), 'npm run goldens')?.updates ?? [];

const realLinker = (stored: StoredCase, updates: readonly UpdateDigests[]): string =>
  provenance(stored, updates).realLinker;

describe('the real linker', () => {
  it('vouches for goldens of a case that it was given, and made the same of', () => {
    expect(realLinker(HELLO, UPDATES)).toBe('vouched for');
  });

  it('does not vouch for other images', () => {
    const [first, ...others] = UPDATES;
    const hosts = structuredClone(first?.hosts ?? {});
    if (hosts.windows !== undefined) hosts.windows.image = '0'.repeat(64);
    const changed = [{ name: '', picture: { svg: '', png: '' }, ...first, hosts }, ...others];
    expect(realLinker(HELLO, changed)).toBe('not vouched for');
  });

  it('does not vouch for goldens of some updates, or of some hosts', () => {
    expect(realLinker(HELLO, UPDATES.slice(1))).toBe('not vouched for');
    const onWindows = UPDATES.map((update): UpdateDigests => {
      const { windows } = update.hosts;
      return { ...update, hosts: windows === undefined ? {} : { windows } };
    });
    expect(realLinker(HELLO, onWindows)).toBe('not vouched for');
  });

  it('does not vouch for a case that changed', () => {
    const updates = HELLO.case.updates.map((update) => ({ ...update, name: 'another' }));
    const script = caseScript(updates, HELLO.case.linkOptions);
    expect(realLinker({ ...HELLO, case: { ...HELLO.case, updates, script } }, UPDATES)).toBe(
      'not vouched for',
    );
  });
});
