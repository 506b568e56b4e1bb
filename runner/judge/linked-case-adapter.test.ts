import { mostlySlowTest, slowTest } from '../../reference/testing/slow-test';
import { HOST_NAMES, type HostName } from '../../reference';
import type { StoredCase } from '../case/case-store';
import type { Implementation, LinkResult } from '../linker/implementation';
import { REFERENCE } from '../linker/reference';
import { LEVELS } from './result/level';
import { LINKER_LEVELS, type LinkerLevel } from '../linker/protocol/linker-level';
import { SmallSuite } from '../golden/testing/small-suite';
import { TemporaryFolder } from '../testing/temporary-folder';
import { judgementsOf, type CaseResult, type Judgement } from './result/case-result';
import { judgeLinkedCase } from './linked-case';
import { firstUpdate, nextUpdate, smallCase } from '../case/testing/small-case';
const folder = TemporaryFolder.forEachTest();
const suite = new SmallSuite(folder);

const RUNS = '#expect_exit_code=7';
/** Of three updates the second ends in a compile error: it is not flushed. */
const THREE_UPDATES = smallCase(
  firstUpdate('first', 1, RUNS),
  '#update=broken\n#link\nnav main.number: u32 align 4\n  dword 5',
  nextUpdate('third', 2, RUNS),
);

/** What the reference gives, changed on its way. */
function changed(
  change: (result: LinkResult, index: number) => LinkResult | null,
  more: Partial<Implementation> = {},
): Implementation {
  return {
    ...REFERENCE,
    name: 'changed',
    isReference: false,
    ...more,
    async *link(stored: StoredCase, host: HostName, stop: AbortSignal) {
      let index = 0;
      for await (const result of REFERENCE.link(stored, host, stop)) {
        const other = change(result, index);
        if (other === null) return;
        yield other;
        if (other.kind === 'failure') return;
        index += 1;
      }
    },
  };
}

/** Judges a linker by a case, on one host, every image of which exits with 7. */
function judge(implementation: Implementation, name = 'three'): Promise<CaseResult> {
  suite.given('three', THREE_UPDATES);
  return judgeLinkedCase(`${suite.cases}/${name}.incr`, implementation, {
    hosts: ['linux-tmpfs'],
    goldens: suite.goldens,
    runner: {
      run: () => Promise.resolve({ stdout: '', stderr: '', exitCode: 7, timedOut: false }),
    },
    reports: folder.path('reports'),
    stop: new AbortController().signal,
  });
}

const told = (judgements: readonly Judgement[]): readonly string[] =>
  judgements.map(({ level, verdict }) => `${level} ${verdict}`);

/** What a linker is judged on that names all levels. */
const ALL_LEVELS = LEVELS.filter((level) => !['outcome', 'as-fresh', 'picture'].includes(level));

const failures = (result: CaseResult): readonly Judgement[] =>
  judgementsOf(result).filter(({ verdict }) => verdict !== 'pass');

describe('the explanation of a difference', () => {
  const differs = changed((one) =>
    one.kind === 'image' ? { ...one, image: Buffer.concat([one.image, Buffer.from('x')]) } : one,
  );
  const explained = (result: CaseResult): readonly string[] =>
    failures(result).flatMap(({ level, details }) => (level === 'bytes' ? details : []));

  slowTest('is written whole to a file, which does not stay when the case holds', async () => {
    expect(explained(await judge(differs)).join('\n')).toContain(
      'everything, with both node dumps: ',
    );
    expect(folder.list('reports', 'three').length).toBeGreaterThan(0);
    await judge(changed((result) => result));
    expect(folder.list('reports')).toEqual([]);
  });

  it('that cannot be written says so, and loses no judgement', async () => {
    folder.write('reports', 'in the way');
    const result = await judge(differs);
    expect(result.updates).toHaveLength(3);
    expect(explained(result).join('\n')).toMatch(/with both node dumps, cannot be written: E\w+: /);
  });
});

describe('a linker', () => {
  it('is judged on each level that it names, of what an update has', async () => {
    const { updates } = await judge(changed((result) => result));
    const flushed = ALL_LEVELS.map((level) => `${level} pass`);
    expect(updates.map(({ judgements }) => told(judgements))).toEqual([
      flushed,
      // Nothing says what a program does, or means, in the middle of an update.
      ['valid pass', 'nodes pass', 'bytes pass'],
      flushed,
    ]);
  });

  it('is judged on no level that it does not name', async () => {
    const levels: readonly LinkerLevel[] = ['meaning', 'valid'];
    const { updates } = await judge(changed((result) => result, { levels }));
    expect(updates.map(({ judgements }) => told(judgements))).toEqual([
      ['valid pass', 'meaning pass'],
      ['valid pass'],
      ['valid pass', 'meaning pass'],
    ]);
  });

  it('fails what it names but gives nothing for', async () => {
    const result = await judge(
      changed((one) => (one.kind === 'image' ? { ...one, nodes: null, symbols: null } : one)),
    );
    expect(
      new Set(failures(result).map(({ level, reason }) => `${level}: ${reason ?? ''}`)),
    ).toEqual(
      new Set(['meaning: the linker gives no symbol map', 'nodes: the linker gives no node dump']),
    );
  });

  it('that makes something else fails on the levels that mind, with what is wrong', async () => {
    const result = await judge(
      changed((one, index) => {
        if (one.kind !== 'image' || index !== 2) return one;
        const image = Buffer.from(one.image);
        const at = image.indexOf(Buffer.of(2, 0, 0, 0), 0x1000);
        image.writeUInt32LE(3, at);
        return { ...one, image };
      }),
    );
    expect(failures(result).map(({ level }) => level)).toEqual(['meaning', 'incremental', 'bytes']);
    const [meaning, , bytes] = failures(result);
    expect(meaning).toMatchObject({ verdict: 'fail', reason: 'wrong-content' });
    expect(meaning?.details.join('\n')).toContain('main.number');
    expect(bytes?.details.join('\n')).toContain('main.number');
  });

  it('that makes no PE image at all is not valid, and means nothing', async () => {
    const result = await judge(
      changed((one) => (one.kind === 'image' ? { ...one, image: Buffer.from('x') } : one)),
    );
    expect(new Set(failures(result).map(({ level }) => level))).toEqual(
      new Set(['valid', 'meaning', 'same', 'incremental', 'bytes']),
    );
  });
});

describe('a linker that fails', () => {
  const crash: LinkResult = {
    kind: 'failure',
    outcome: 'crash',
    reason: 'it ended with exit code 3',
    details: ['a stack trace'],
  };

  it('fails all that would have been judged, once at length', async () => {
    const { updates } = await judge(changed((one, index) => (index === 1 ? crash : one)));
    expect(updates[0]?.judgements.map(({ verdict }) => verdict)).toEqual(
      ALL_LEVELS.map(() => 'pass'),
    );
    expect(told(updates[1]?.judgements ?? [])).toEqual(['valid fail', 'nodes fail', 'bytes fail']);
    expect(updates[1]?.judgements[0]).toMatchObject({
      outcome: 'crash',
      reason: 'crash: it ended with exit code 3',
      details: ['a stack trace'],
    });
    expect(told(updates[2]?.judgements ?? [])).toEqual([
      ...LINKER_LEVELS.map((level) => `${level} fail`),
      'same fail',
    ]);
    expect(updates[2]?.judgements[0]).toMatchObject({
      reason: 'no image since an earlier update: crash: it ended with exit code 3',
      isConsequence: true,
      details: [],
    });
  });

  it.each([
    ['refused', 'refused: no'],
    ['timeout', 'timeout: no'],
    ['protocol', 'protocol error: no'],
  ] as const)('is told apart: %s', async (outcome, reason) => {
    const failure: LinkResult = { ...crash, outcome, reason: 'no' };
    const [first] = failures(await judge(changed(() => failure)));
    expect(first).toMatchObject({ verdict: 'fail', outcome, reason });
  });

  it('by saying that it cannot be judged is UNSUPPORTED, and nothing else', async () => {
    const result = await judge(
      changed(() => ({ ...crash, outcome: 'unsupported', reason: 'no I386' })),
    );
    expect(
      new Set(judgementsOf(result).map(({ verdict, reason }) => `${verdict} ${reason ?? ''}`)),
    ).toEqual(new Set(['unsupported unsupported: no I386']));
  });

  it('by refusing a reference to nothing is not judged, in this update and later ones', async () => {
    const caller = 'fn main.caller: fn () void\n  e8 @main.gone  call main.gone\nflush';
    const gone = '#update=third\n#link\nfn main.gone: fn () void\n  c3  ret\nflush';
    suite.given(
      'gone',
      smallCase(
        '#undefined=main.gone',
        firstUpdate('first', 1),
        `#update=second\n#link\n${caller}`,
        gone,
      ),
    );
    const refusing = changed((one, index) =>
      index === 1 ? { ...crash, outcome: 'refused', reason: 'no' } : one,
    );
    const { updates } = await judge(refusing, 'gone');
    const why =
      'unsupported: the program refers to main.gone, which nothing defines, and the linker refuses it: no';
    for (const { judgements } of updates.slice(1)) {
      expect(
        new Set(judgements.map(({ verdict, reason }) => `${verdict} ${reason ?? ''}`)),
      ).toEqual(new Set([`unsupported ${why}`]));
    }
  });

  it('by giving nothing breaks the protocol', async () => {
    const reason = 'protocol error: it gave no answer';
    const [first] = failures(await judge(changed(() => null)));
    expect(first).toMatchObject({ outcome: 'protocol', reason });
    const { updates } = await judge(changed((one, index) => (index === 0 ? one : null)));
    expect(updates.map(({ judgements }) => judgements[0]?.reason)).toEqual([
      null,
      reason,
      `no image since an earlier update: ${reason}`,
    ]);
  });
});

describe("what a case expects of the real linker's images", () => {
  const EXPECTS = smallCase(firstUpdate('first', 1, RUNS, '#expect_failure=linux-tmpfs: a bug'));

  mostlySlowTest.each([
    ['the reference', REFERENCE, 'xpass'],
    ['others', changed((result) => result), 'pass'],
  ])('%s', async (_title, implementation, verdict) => {
    suite.given('expects', EXPECTS);
    const result = await judgeLinkedCase(`${suite.cases}/expects.incr`, implementation, {
      hosts: HOST_NAMES,
      goldens: suite.goldens,
      runner: {
        run: () => Promise.resolve({ stdout: '', stderr: '', exitCode: 7, timedOut: false }),
      },
      reports: folder.path('reports'),
      stop: new AbortController().signal,
    });
    const runs = judgementsOf(result).filter(({ level }) => level === 'runs');
    expect(runs.map((one) => one.verdict)).toEqual(['pass', verdict, 'pass']);
  });
});
