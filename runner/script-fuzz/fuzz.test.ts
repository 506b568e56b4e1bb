import { slowTest } from '../../reference/testing/slow-test';
import type { Check, Checked } from './check/failure';
import { fuzzScripts, type ScriptFuzzOptions } from './fuzz';
import type { FuzzScript } from './script/fuzz-script';
import { randomScript } from './make/random-script';
import { isMeaningful } from './meaningful';

const HOLDS: Checked = { failure: null, known: new Map(), judged: 1, unjudged: 0 };

const OPTIONS: ScriptFuzzOptions = {
  seed: 1,
  runs: 40,
  end: Infinity,
  jobs: 1,
  kinds: 10,
  shrinkTime: 60_000,
  limits: { alignment: 4096, updates: 3 },
  make: randomScript,
  stop: new AbortController().signal,
  onProgress: () => undefined,
};

/** Fails scripts by what their text has. */
function checkBy(kindOf: (text: string) => string | null): Check<FuzzScript> {
  return (script) => {
    const kind = kindOf(JSON.stringify(script.ops));
    const failure = kind === null ? null : { kind, what: kind, details: [] };
    return Promise.resolve({ ...HOLDS, failure });
  };
}

const rebases = checkBy((text) => (text.includes('"rebase"') ? 'rebase' : null));

describe('fuzzing by scripts', () => {
  it('finds a script that fails, and shrinks it to what it takes', async () => {
    const { found, failures, runs } = await fuzzScripts(rebases, OPTIONS);
    expect(runs).toBe(40);
    expect(found).toHaveLength(1);
    const [one] = found;
    expect(one?.alike).toHaveLength(failures - 1);
    const { ops = [] } = one?.script ?? {};
    expect(one?.isCutShort).toBe(false);
    expect(one && isMeaningful(one.script)).toBe(true);
    const items = ops.flatMap(({ content = [] }) => content);
    // An Exe needs an entry point, and that a function.
    expect(ops.length).toBeLessThanOrEqual(3);
    expect(items.length).toBeLessThanOrEqual(2);
  });

  slowTest('groups failures of a kind, and ends after so many kinds', async () => {
    const kinds = checkBy((text) =>
      text.includes('"idle"') ? 'idle' : text.includes('"splat"') ? 'splat' : null,
    );
    const all = await fuzzScripts(kinds, { ...OPTIONS, shrinkTime: 0 });
    expect(all.found.map(({ failure }) => failure.kind).sort()).toEqual(['idle', 'splat']);
    expect(all.found.every(({ isCutShort }) => isCutShort)).toBe(true);
    const one = await fuzzScripts(kinds, { ...OPTIONS, shrinkTime: 0, kinds: 1 });
    expect(one.found).toHaveLength(1);
    expect(one.runs).toBeLessThan(all.runs);
  });

  slowTest('finds a failure again from its seed alone', async () => {
    const [first] = (await fuzzScripts(rebases, { ...OPTIONS, shrinkTime: 0 })).found;
    const again = await fuzzScripts(rebases, { ...OPTIONS, seed: first?.seed ?? 0, runs: 1 });
    expect(again.found[0]?.seed).toBe(first?.seed);
  });

  it('ends when it is told to, and counts nothing that was interrupted', async () => {
    const stop = new AbortController();
    let tried = 0;
    const check: Check<FuzzScript> = () => {
      tried += 1;
      if (tried === 3) stop.abort();
      return Promise.resolve(HOLDS);
    };
    const { runs } = await fuzzScripts(check, { ...OPTIONS, stop: stop.signal });
    expect([tried, runs]).toEqual([3, 2]);
  });
});
