import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { HOST_NAMES } from '../../reference';
import { linkCase } from '../case/case-replay';
import { caseFile, loadCase } from '../case/case-store';
import { packageRoot } from '../system/package-root';
import { bundleExplorer } from './bundle/bundle-explorer';
import { explorerData } from './explorer-entries';
import { loadBundle, type LoadedBundle } from './testing/node-bundle';
import { writeExplorer } from './write-explorer';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-explorer-test-'));

jest.setTimeout(300_000);

describe('the program of the page', () => {
  let bundle: LoadedBundle;

  beforeAll(async () => {
    const made = path.join(folder, 'bundle');
    await bundleExplorer(packageRoot(), made);
    const page = writeExplorer(explorerData(null), path.join(folder, 'explorer'), made);
    bundle = await loadBundle(path.dirname(page));
  });

  afterAll(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it('has every case that can be linked', () => {
    expect(bundle.data.entries.length).toBeGreaterThan(40);
    expect(bundle.data.entries.filter(({ story }) => story === '')).toEqual([]);
  });

  it.each(HOST_NAMES)(
    'makes the image and the dump of a replay, after each update of all cases: %s',
    (host) => {
      const { data, Exploration, readSource } = bundle;
      const library = {
        read: (name: string) => ({ text: data.library[name] ?? '', file: name }),
        names: () => [],
      };
      let updates = 0;
      for (const entry of data.entries) {
        const stored = loadCase(caseFile(entry.name) ?? '');
        const replayed = linkCase(stored.case, stored.file, [host]);
        const exploration = Exploration.of(readSource(entry, library), host);
        expect(exploration.refusal).toBeNull();
        for (const { index, snapshot } of exploration.steps) {
          if (snapshot === null) continue;
          const expected = replayed[snapshot.index]?.get(host);
          const state = exploration.state(index);
          const isSame = expected !== undefined && Buffer.from(state.image).equals(expected.image);
          expect([entry.name, snapshot.name, isSame]).toEqual([entry.name, snapshot.name, true]);
          expect(state.dump()).toBe(expected?.nodes);
          updates += 1;
        }
        expect(exploration.steps.filter(({ snapshot }) => snapshot !== null)).toHaveLength(
          replayed.length,
        );
      }
      expect(updates).toBeGreaterThan(100);
    },
  );

  it('says where a case is wrong as the suite does', () => {
    const { data, readSource } = bundle;
    const hello = data.entries.find(({ name }) => name === 'hello');
    const text = (hello?.text ?? '').replace('push rbp', 'push rax');
    const library = { read: () => ({ text: '', file: '' }), names: () => [] };
    expect(() => readSource({ kind: 'case', file: 'hello.incr', text }, library)).toThrow(
      'hello.incr:27: the bytes are "push rbp", not "push rax"',
    );
  });
});
