import { slowTest } from '../../../reference/testing/slow-test';
import { linkCase } from '../../case/case-replay';
import { caseFile, loadCase } from '../../case/case-store';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import { linkResults } from '../../faults/faulty-implementation';
import type { FaultHooks } from '../../faults/rows/fault';
import type { Judgement } from '../result/case-result';
import { SameJudge } from './same';

const HOST = 'linux-tmpfs';

/** Judges all updates of a case; `damage` may change each image before. */
function judged(
  name: string,
  damage: (image: Uint8Array) => void = () => undefined,
): readonly (Judgement | null)[] {
  const stored = loadCase(caseFile(name) ?? name);
  const linked = linkCase(stored.case, stored.file, [HOST]);
  const lines = stored.case.script.map(({ json }) => json);
  const judge = new SameJudge();
  return Array.from(snapshotPrograms(lines, stored.file), (program, index) => {
    judge.nextUpdate();
    const image = Uint8Array.from(linked[index]?.get(HOST)?.image ?? []);
    damage(image);
    return judge.judge(program, image, HOST, {});
  });
}

const verdicts = (judgements: readonly (Judgement | null)[]): readonly (string | undefined)[] =>
  judgements.map((judgement) => judgement?.verdict);

describe('the level same', () => {
  it('holds where a patched image is the program that a fresh link makes', () => {
    expect(verdicts(judged('imports_grow'))).toEqual(Array(8).fill('pass'));
  });

  it('fails with the way to the call that stays unpatched', () => {
    const [, second] = judged('new_import_in_settled_code');
    expect(second).toMatchObject({ verdict: 'fail', variant: HOST });
    expect(second?.reason).toBe('another program than a fresh link: different instructions');
    expect(second?.details[0]).toBe(
      'the first image is the fresh link, the second the one that is judged',
    );
    expect(second?.details.at(-1)).toMatch(/^ *hint: .* has a displacement of zero/);
  });

  it('sees a byte of code that no run reaches', () => {
    // The last instruction of hello's entry point is after the call that does not return.
    const stored = judged('hello', (image) => {
      image[0x2008] = (image[0x2008] ?? 0) ^ 1;
    });
    expect(verdicts(stored)).toContain('fail');
  });

  it('judges nothing of a program that was not flushed', () => {
    expect(verdicts(judged('readme'))).toEqual(['pass', 'pass', undefined, 'pass']);
  });

  it('fails the DLLs of the reference, which export nothing', () => {
    const judgements = judged('dll_exports');
    expect(verdicts(judgements)).toEqual(Array(5).fill('fail'));
    expect(judgements[1]?.reason).toBe(
      'another program than a fresh link: it does not export get, and 3 more',
    );
  });

  slowTest('compares DLLs by what they export, and by their entry points', () => {
    const byWholeLinker = (hooks: FaultHooks): readonly (Judgement | null)[] => {
      const { file, case: read } = loadCase(caseFile('dll_exports') ?? '');
      const lines = read.script.map(({ json }) => json);
      const linked = [...linkResults(lines, file, hooks)];
      const judge = new SameJudge();
      return Array.from(snapshotPrograms(lines, file), (program, index) => {
        judge.nextUpdate();
        const result = linked[index];
        const image = result?.kind === 'image' ? result.image : new Uint8Array();
        return judge.judge(program, image, HOST, { protection: 'ignored' });
      });
    };
    expect(verdicts(byWholeLinker({}))).toEqual(Array(5).fill('pass'));
    const swapped: FaultHooks = {
      exports: (all) =>
        all.map((one) => (one.name === 'set' ? { ...one, exported: { nav: 'main.get' } } : one)),
    };
    expect(verdicts(byWholeLinker(swapped))).toEqual(['pass', 'fail', 'fail', 'fail', 'pass']);
    const [first] = byWholeLinker({ entryPoint: () => 0 });
    expect(first?.reason).toMatch(/only the first image has an entry point/);
  });

  it('is unsupported, never passed, where the image cannot be compared', () => {
    const broken = judged('hello', (image) => {
      image.fill(0);
    });
    expect(verdicts(broken)).toEqual(['unsupported', 'unsupported']);
    expect(broken[0]?.reason).toMatch(/^not comparable: the second image/);
  });
});
