import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { HOST_NAMES } from '../../reference';
import type { ScriptLine } from '../case/case-script';
import { caseFile, loadCase } from '../case/case-store';
import { isInTurn } from '../testing/turn';
import { explorerData } from './explorer-entries';
import { currentBundle } from './testing/current-bundle';
import { loadBundle, type LoadedBundle } from './testing/node-bundle';
import { Snapshots } from './snapshots';
import { replaySteps, type ReplayedState } from './testing/replayed-steps';
import type { Step } from './step';
import { writeExplorer } from './write-explorer';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-explorer-test-'));

jest.setTimeout(300_000);

/** Its images and dumps have 100 MB, and are made of the same steps as those of others. */
const LARGE = 'large_section';

/** A sample takes a quarter of the cases, each on one host; in twelve days, each case on each host. */
const PARTS = 4 * HOST_NAMES.length;

describe('the program of the page', () => {
  let bundle: LoadedBundle;

  beforeAll(async () => {
    const made = await currentBundle(path.join(folder, 'bundle'));
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

  it.each(HOST_NAMES.map((host, part) => [host, part] as const))(
    'has the image and the dump that coff2 replay gives after every step of each case: %s',
    (host, part) => {
      const { data, Exploration, readSource } = bundle;
      const library = {
        read: (name: string) => ({ text: data.library[name] ?? '', file: name }),
        names: () => [],
      };
      let compared = 0;
      for (const [index, entry] of data.entries.entries()) {
        if (entry.name === LARGE || !isInTurn(index + part, PARTS)) continue;
        const { script } = loadCase(caseFile(entry.name) ?? '').case;
        const source = readSource(entry, library);
        // With snapshots much closer than usual, most steps are reached from one.
        const exploration = Exploration.of(source, host, new Snapshots(5));
        expect(exploration.refusal).toBeNull();
        const seen = new Set<Step>();
        const header = script[0] as ScriptLine;
        const unseen = replaySteps(source, header, host, exploration.steps, see);
        expect(seen.size + unseen.length).toBe(exploration.steps.length);
        compared += seen.size;

        function see(step: Step, { image, nodes }: ReplayedState): void {
          seen.add(step);
          const state = exploration.state(step.index);
          const isSame = image.equals(state.image) && state.dump() === nodes;
          if (!isSame) throw new Error(`${entry.name}, step ${step.index} (${step.title}) differs`);
        }
      }
      expect(compared).toBeGreaterThan(3000 / PARTS / 3);
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
