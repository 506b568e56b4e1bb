import * as fs from 'node:fs';
import * as path from 'node:path';
import { slowTest } from '../../../reference/testing/slow-test';
import { parseCase } from '../../case/parser';
import type { Subject } from '../../judge/subject';
import type { CaseResult, Judgement } from '../../judge/result/case-result';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { fuzz, type FuzzOptions, type FuzzResult } from './fuzz';

const folder = TemporaryFolder.forEachTest();

type Judge = (sources: readonly string[]) => readonly (Judgement | null)[];

/** Judges by the sources of each update; null: it holds. */
function judgeBy(act: Judge, onCase: () => void = () => undefined): Subject {
  return {
    name: 'fake',
    identity: null,
    variants: ['incremental', 'fresh'],
    judge: (file): Promise<CaseResult> => {
      onCase();
      const { updates } = parseCase(fs.readFileSync(file, 'utf8'), file);
      let source = '';
      const sources = updates.map(({ writes }) => (source = writes[0]?.text ?? source));
      const judged = act(sources).map((judgement, index) => ({
        update: updates[index]?.name ?? '',
        judgements: judgement === null ? [] : [judgement],
      }));
      const name = path.basename(file);
      return Promise.resolve({ name, file, updates: judged, refusal: null, milliseconds: 1 });
    },
  };
}

const wrong = (reason: string): Judgement => ({
  ...{ level: 'runs', variant: 'incremental', verdict: 'fail', details: [] },
  reason,
});

/** As a linker that leaves the call to an import unpatched that is new in an update. */
const NEW_IMPORT: Judge = (sources) =>
  sources.map((source, index) => {
    const isNew =
      index > 0 && source.includes('fn htonl') && !(sources[index - 1] ?? '').includes('fn htonl');
    return isNew ? wrong('prints "1", expected "2"') : null;
  });

const HOLDS: Judge = (sources) => sources.map(() => null);

type JudgeOf = Parameters<typeof fuzz>[0];

async function fuzzed(
  judge: Subject | JudgeOf,
  more: Partial<FuzzOptions> = {},
): Promise<FuzzResult> {
  const result = await fuzz(
    'both' in judge ? judge : { both: judge, incremental: judge, fresh: judge },
    {
      ...{ seed: 1, runs: 300, end: Infinity, updates: 6, jobs: 2, kinds: 1, shrinkTime: 60_000 },
      folder: folder.path(),
      stop: new AbortController().signal,
      onProgress: () => undefined,
      ...more,
    },
  );
  expect(folder.list()).toEqual([]);
  return result;
}

describe('fuzz', () => {
  it('finds a defect, and shrinks it to the fewest updates and the smallest program', async () => {
    const { found, failures } = await fuzzed(judgeBy(NEW_IMPORT));
    expect(failures).toBeGreaterThan(0);
    const [failure] = found;
    expect(failure).toMatchObject({
      what: 'update 2, runs on incremental: prints "1", expected "2"',
      isCutShort: false,
    });
    expect(failure?.history).toHaveLength(2);
    const edits = failure?.history.flatMap((step) => step.edits) ?? [];
    expect(edits.length).toBeLessThan(3);
    expect(JSON.stringify(edits).match(/"kind":"import"/g)).toHaveLength(1);
  });

  it('finds it again by the seed of its run alone', async () => {
    const [failure] = (await fuzzed(judgeBy(NEW_IMPORT))).found;
    const [again] = (await fuzzed(judgeBy(NEW_IMPORT), { seed: failure?.seed ?? 0, runs: 1 }))
      .found;
    expect(again?.history).toEqual(failure?.history);
  });

  slowTest(
    'shrinks the first of each kind of failure, and counts those that are alike',
    async () => {
      const judge = judgeBy((sources) =>
        sources.map((source) => {
          if (source.includes('fn htonl')) return wrong('prints "1"');
          if (source.includes('fn strlen'))
            return { ...wrong('it ended'), level: 'outcome', outcome: 'crash' };
          return null;
        }),
      );
      const { found, failures } = await fuzzed(judge, { runs: 40, kinds: 10 });
      expect(found.map(({ what }) => what).toSorted()).toEqual([
        'update 1, outcome on incremental: it ended',
        'update 1, runs on incremental: prints "1"',
      ]);
      expect(failures).toBe(found.reduce((sum, { alike }) => sum + 1 + alike.length, 0));
      expect(failures).toBeGreaterThan(found.length);
    },
  );

  it('finds what only the level same sees, and shrinks it with both builds', async () => {
    const judge = judgeBy((sources) =>
      sources.map((source) =>
        source.includes('fn htonl') ? { ...wrong('calls another function'), level: 'same' } : null,
      ),
    );
    const builds: string[] = [];
    const of = (mode: string): Subject => ({
      ...judge,
      judge: (file) => {
        builds.push(mode);
        return judge.judge(file);
      },
    });
    const { found } = await fuzzed({
      both: of('both'),
      incremental: of('incremental'),
      fresh: of('fresh'),
    });
    expect(found[0]?.what).toBe('update 1, same on incremental: calls another function');
    expect(new Set(builds)).toEqual(new Set(['both']));
  });

  it('counts what it did where nothing fails', async () => {
    const told: number[] = [];
    const result = await fuzzed(judgeBy(HOLDS), {
      runs: 20,
      onProgress: ({ updates }) => told.push(updates),
    });
    expect(result).toMatchObject({ runs: 20, failures: 0, found: [] });
    expect(told.at(-1)).toBe(result.updates);
    expect(result.updates).toBeGreaterThan(20);
  });

  it('counts what could not be judged, where nothing is wrong', async () => {
    const judge = judgeBy((sources) =>
      sources.map(() => ({ ...wrong('not comparable'), level: 'same', verdict: 'unsupported' })),
    );
    const { updates, unjudged, failures } = await fuzzed(judge, { runs: 3 });
    expect(unjudged).toBe(updates);
    expect(failures).toBe(0);
  });

  it('does not ask whether what was cut off holds', async () => {
    const stop = new AbortController();
    const judge = judgeBy(
      (sources) => sources.map(() => wrong('cut off')),
      () => {
        stop.abort();
      },
    );
    const { runs, failures } = await fuzzed(judge, { stop: stop.signal, jobs: 1 });
    expect({ runs, failures }).toEqual({ runs: 1, failures: 0 });
  });

  it('ends shrinking in time, with what it has', async () => {
    const { found } = await fuzzed(judgeBy(NEW_IMPORT), { shrinkTime: 0 });
    expect(found).toMatchObject([{ shrinks: 0, isCutShort: true }]);
  });

  it('begins nothing after its end', async () => {
    expect((await fuzzed(judgeBy(HOLDS), { end: performance.now() - 1 })).runs).toBe(0);
  });
});
