import { HOST_NAMES } from '../../reference';
import { TemporaryFolder } from '../testing/temporary-folder';
import { judgeSubject, type CasesRun } from './judge-subject';
import { judgement } from './testing/case-results';
import type { CaseResult, ImplementationResult } from './result/case-result';
import type { Subject } from './subject';

const folder = TemporaryFolder.forEachTest();

/** Judges files by a judge that says of each what it is told. */
function judgeFiles(
  files: readonly string[],
  judge: (file: string) => Promise<Partial<CaseResult>>,
  { most, ...more }: Partial<CasesRun> & Pick<Subject, 'most'> = {},
): Promise<ImplementationResult> {
  return judgeSubject(
    {
      ...(most === undefined ? {} : { most }),
      name: 'quick',
      identity: null,
      variants: HOST_NAMES,
      judge: async (file) => {
        const common = { name: file, file, updates: [], refusal: null, milliseconds: 0 };
        return { ...common, ...(await judge(file)) };
      },
    },
    {
      files,
      isWhole: true,
      expectations: { file: 'none.json', expectations: [] },
      jobs: 1,
      bail: null,
      stop: new AbortController().signal,
      onCase: () => undefined,
      ...more,
    },
  );
}

describe('the cases of a run', () => {
  it('are not begun after a signal, though none of them waits for anything', async () => {
    const stop = new AbortController();
    const judged: string[] = [];
    const result = await judgeFiles(
      ['one.incr', 'two.incr', 'three.incr'],
      (file) => {
        judged.push(file);
        // As the system hands a signal over: between two turns of the event loop.
        setImmediate(() => {
          stop.abort();
        });
        return Promise.resolve({});
      },
      { stop: stop.signal },
    );
    expect(judged).toEqual(['one.incr']);
    expect(result).toMatchObject({ ended: 'interrupted', unjudgedCases: ['two', 'three'] });
  });

  it.each([
    ['the longest first, where several are judged at a time', { jobs: 2 }, [2, 3, 1, 0]],
    ['in their order, one at a time', { jobs: 1 }, [0, 1, 2, 3]],
    ['in their order, where the first that fail end the run', { jobs: 2, bail: 9 }, [0, 1, 2, 3]],
  ])('are begun %s; and told in their order', async (_how, more, order) => {
    const files = [1, 2, 9, 3].map((updates, index) =>
      folder.write(`${index}.incr`, '#update=x\n'.repeat(updates)),
    );
    const begun: string[] = [];
    const { cases } = await judgeFiles(
      files,
      (file) => {
        begun.push(file);
        return Promise.resolve({});
      },
      more,
    );
    expect(begun).toEqual(order.map((index) => files[index]));
    expect(cases.map(({ file }) => file)).toEqual(files);
  });

  it.each([
    [2, 8, 2],
    [8, 2, 2],
  ])('are judged %i at a time of %i, if only so many can be', async (most, jobs, expected) => {
    let [now, seen] = [0, 0];
    await judgeFiles(
      ['a.incr', 'b.incr', 'c.incr', 'd.incr', 'e.incr'],
      async () => {
        now += 1;
        seen = Math.max(seen, now);
        await new Promise(setImmediate);
        now -= 1;
        return {};
      },
      { most, jobs },
    );
    expect(seen).toBe(expected);
  });

  it('are not begun after an error, though one has just been judged', async () => {
    const begun: string[] = [];
    const judging = judgeFiles(
      ['right.incr', 'broken.incr', 'next.incr'],
      async (file) => {
        begun.push(file);
        await new Promise(setImmediate);
        if (file === 'broken.incr') throw new Error('broken');
        return {};
      },
      { jobs: 2 },
    );
    await expect(judging).rejects.toThrow('broken');
    for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
    expect(begun).toEqual(['right.incr', 'broken.incr']);
  });

  it('are no more begun once enough have failed', async () => {
    const files = ['one.incr', 'two.incr', 'three.incr'];
    const fails = {
      updates: [{ update: 'x', judgements: [judgement('valid', 'windows', 'fail')] }],
    };
    const result = await judgeFiles(files, () => Promise.resolve(fails), { bail: 1 });
    expect(result).toMatchObject({ ended: 'bail', unjudgedCases: ['two', 'three'] });
  });
});
