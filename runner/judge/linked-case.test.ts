import * as fs from 'node:fs';
import { slowTest } from '../../reference/testing/slow-test';
import { HOST_NAMES } from '../../reference';
import type { Digests } from '../golden/digests';
import { SmallSuite } from '../golden/testing/small-suite';
import { TemporaryFolder } from '../testing/temporary-folder';
import type { ProgramRun } from '../system/program-runner';
import {
  caseFails,
  caseHolds,
  judgementsOf,
  type CaseResult,
  type Judgement,
} from './result/case-result';
import { REFERENCE } from '../linker/reference';
import { judgeLinkedCase, type RunContext } from './linked-case';
import { firstUpdate, nextUpdate, smallCase } from '../case/testing/small-case';
const folder = TemporaryFolder.forEachTest();
const suite = new SmallSuite(folder);

/** Of the second update the case says what its image does. */
const TWO_UPDATES = smallCase(
  firstUpdate('first', 1),
  nextUpdate('second', 2, '#expect_exit_code=7', '#expect_failure=windows: a known bug'),
);

const NO_GOLDEN = expect.stringContaining(
  'there is no golden; accept one with: npx coff2 goldens ',
) as unknown;

function judge(name: string, context: Partial<RunContext> = {}): Promise<CaseResult> {
  return judgeLinkedCase(`${suite.cases}/${name}.incr`, REFERENCE, {
    hosts: HOST_NAMES,
    goldens: suite.goldens,
    runner: undefined,
    reports: folder.path('reports'),
    stop: new AbortController().signal,
    ...context,
  });
}

/** "bytes on windows: fail", of all judgements. */
function told(judgements: readonly Judgement[]): readonly string[] {
  return judgements.map(({ level, variant: host, verdict }) => `${level} on ${host}: ${verdict}`);
}

const failed = (result: CaseResult): readonly Judgement[] =>
  judgementsOf(result).filter(({ verdict }) => verdict === 'fail');

describe('a case beside its goldens', () => {
  it('passes where it was accepted: levels, and the picture, host by host', async () => {
    suite.given('two', TWO_UPDATES);
    const result = await judge('two');
    expect(result).toMatchObject({
      name: 'two',
      file: `${suite.cases}/two.incr`,
      refusal: null,
      milliseconds: expect.any(Number) as number,
    });
    expect(result.updates.map(({ update }) => update)).toEqual(['first', 'second']);
    for (const { judgements } of result.updates) {
      expect(told(judgements)).toEqual([
        ...['valid on linux-ext4: pass', 'meaning on linux-ext4: pass'],
        ...['same', 'incremental', 'nodes', 'bytes'].map((level) => `${level} on linux-ext4: pass`),
        ...['valid on linux-tmpfs: pass', 'meaning on linux-tmpfs: pass'],
        ...['same', 'incremental', 'nodes', 'bytes'].map(
          (level) => `${level} on linux-tmpfs: pass`,
        ),
        'picture on linux-tmpfs: pass',
        ...['valid on windows: pass', 'meaning on windows: pass'],
        ...['same', 'incremental', 'nodes', 'bytes'].map((level) => `${level} on windows: pass`),
      ]);
      expect(judgements.every(({ reason }) => reason === null)).toBe(true);
    }
    expect(caseHolds(result)).toBe(true);
  });

  it('needs no #target, as upstream’s files have none today: it is for the lane’s own', async () => {
    const without = TWO_UPDATES.replace(/^#target=.*\n/m, '');
    expect(without).not.toBe(TWO_UPDATES);
    suite.given('two', without);
    const result = await judge('two');
    expect(failed(result)).toEqual([]);
    expect(caseHolds(result)).toBe(true);
  });

  it('is judged only on the hosts that were asked for', async () => {
    suite.given('two', TWO_UPDATES);
    const { updates } = await judge('two', { hosts: ['windows'] });
    expect(updates.map(({ judgements }) => told(judgements))).toEqual(
      Array(2).fill(
        ['valid', 'meaning', 'same', 'incremental', 'nodes', 'bytes'].map(
          (level) => `${level} on windows: pass`,
        ),
      ),
    );
  });

  it('fails where there are no goldens, and says how to make them', async () => {
    suite.write('two.incr', TWO_UPDATES);
    const result = await judge('two');
    expect(failed(result)).toHaveLength(14);
    for (const judgement of failed(result)) {
      expect(judgement).toMatchObject({ verdict: 'fail', reason: NO_GOLDEN, details: [] });
    }
    expect(fs.existsSync(suite.goldens)).toBe(false);
  });

  slowTest(
    'is not judged on goldens where it is a case of one’s own, and nothing was accepted yet',
    async () => {
      suite.write('two.incr', TWO_UPDATES);
      const result = await judge('two', { goldens: null, hosts: ['linux-tmpfs'] });
      expect(told(result.updates[0]?.judgements ?? [])).toEqual([
        ...['valid', 'meaning', 'same', 'incremental'].map(
          (level) => `${level} on linux-tmpfs: pass`,
        ),
        ...['nodes', 'bytes', 'picture'].map((level) => `${level} on linux-tmpfs: unsupported`),
      ]);
      expect(result.updates[0]?.judgements.at(-1)?.reason).toMatch(
        /^there are no goldens; accept what the reference makes with: npx coff2 goldens .*two\.incr$/,
      );
      fs.mkdirSync(`${suite.cases}/two.goldens`);
      expect(failed(await judge('two', { goldens: null }))).toHaveLength(14);
    },
  );

  it('fails where an update changed, in what that changes only', async () => {
    suite.given('two', TWO_UPDATES);
    suite.write('two.incr', smallCase(firstUpdate('first', 1), nextUpdate('second', 3)));
    const result = await judge('two');
    expect(caseHolds(result)).toBe(false);
    expect(told(result.updates[0]?.judgements ?? [])).not.toContain('bytes on windows: fail');
    const [ofAnother, ...others] = failed(result);
    expect(ofAnother?.reason).toMatch(/two.digests\.json: case: accepted from another case: /);
    expect(told(others)).toEqual(
      HOST_NAMES.flatMap((host) => [`nodes on ${host}: fail`, `bytes on ${host}: fail`]),
    );
  });

  it('is refused with file and line where it cannot be read', async () => {
    suite.write('bad.incr', '#target=x86_64-windows-selfhosted\n#update\n');
    const result = await judge('bad');
    expect(result).toMatchObject({
      name: 'bad',
      updates: [],
      refusal: expect.stringMatching(/bad\.incr:2: #update needs a value/) as string,
    });
    expect(caseHolds(result)).toBe(false);
  });

  it('is refused with file and line where the linker refuses it', async () => {
    suite.write(
      'bad.incr',
      smallCase(firstUpdate('first', 1), nextUpdate('second', 2, 'export a = main.missing')),
    );
    const { refusal } = await judge('bad');
    expect(refusal).toMatch(/^.*bad\.incr:15: .*main\.missing/);
  });

  it('cannot be judged where it has only sources', async () => {
    suite.write('empty.incr', smallCase('#update=first'));
    const result = await judge('empty');
    expect(told(judgementsOf(result))).toEqual(
      HOST_NAMES.map((host) => `outcome on ${host}: unsupported`),
    );
    expect(judgementsOf(result)[0]?.reason).toBe(
      'it has no #link block, so only a compiler can be judged by it',
    );
    expect({ holds: caseHolds(result), fails: caseFails(result) }).toEqual({
      holds: false,
      fails: false,
    });
  });

  it.each<[string, (digests: Digests) => unknown, RegExp]>([
    ['linker', (digests) => (digests.linker = 'coff2@0'), /two.digests\.json: linker: .* coff2@0,/],
    ['case', (digests) => (digests.case = '0'.repeat(64)), /two.digests\.json: case: .* 0{64},/],
    [
      'updates: one too many',
      ({ updates }) => updates.push(...updates.slice(1)),
      /two.digests\.json: updates: .* "first", "second", "second",/,
    ],
    [
      'size',
      ({ updates: [first] }) => Object.assign(first?.hosts.windows ?? {}, { size: 5 }),
      /two.digests\.json: updates\[0\]\.hosts\.windows\.size: 5,/,
    ],
  ])('fails once where its digests have a wrong field: %s', async (_field, change, reason) => {
    suite.given('two', TWO_UPDATES);
    const file = suite.golden('two/digests.json');
    const digests = JSON.parse(fs.readFileSync(file, 'utf8')) as Digests;
    change(digests);
    fs.writeFileSync(file, JSON.stringify(digests));
    const result = await judge('two');
    expect(failed(result).map((judgement) => judgement.reason)).toEqual([
      expect.stringMatching(reason),
    ]);
    // What has the name of the case is no part of the cause: those of many cases are one group.
    expect(failed(result)[0]?.cause).toMatch(/^digests\.json: [\w.[\]]+$/);
    expect(caseFails(result)).toBe(true);
  });

  it('is refused where its digests cannot be read, which names them', async () => {
    suite.given('two', TWO_UPDATES);
    fs.writeFileSync(suite.golden('two/digests.json'), '{}');
    const { refusal } = await judge('two');
    expect(refusal).toMatch(
      /two.digests\.json: .*; accept the case's goldens again with: npx coff2 goldens .*two\.incr$/,
    );
  });

  it.each([
    [
      'the image is a folder',
      () => {
        fs.rmSync(suite.golden('two/01-first.exe'));
        fs.mkdirSync(suite.golden('two/01-first.exe'));
      },
      /two.01-first\.exe: expected a file, got a folder; move it away$/,
    ],
    [
      'its folder is a file',
      () => {
        fs.rmSync(suite.golden('two'), { recursive: true });
        fs.writeFileSync(suite.golden('two'), '');
      },
      /goldens.two: expected a folder, got a file; move it away$/,
    ],
    [
      'the dump is a link to itself',
      () => {
        fs.rmSync(suite.golden('two/02-second.nodes'));
        fs.symlinkSync('02-second.nodes', suite.golden('two/02-second.nodes'));
      },
      /02-second\.nodes: expected a file, got a circle of symbolic links, .*; move it away$/,
    ],
  ])('is refused where one of its goldens cannot be read: %s', async (_what, damage, message) => {
    suite.given('two', TWO_UPDATES);
    damage();
    const result = await judge('two');
    expect(result).toMatchObject({ name: 'two', updates: [] });
    expect(result.refusal).toMatch(message);
    expect({ holds: caseHolds(result), fails: caseFails(result) }).toEqual({
      holds: false,
      fails: true,
    });
  });

  it('is refused where its file is not there any more', async () => {
    fs.mkdirSync(suite.cases);
    const result = await judge('missing');
    expect(result).toMatchObject({ name: 'missing', updates: [] });
    expect(result.refusal).toMatch(/^no such file: .*missing\.incr; put it back$/);
    expect(caseFails(result)).toBe(true);
  });

  it('is refused where a block that it includes cannot be read', async () => {
    suite.write('two.incr', TWO_UPDATES.replace('#link\n', '#link\ninclude block\n'));
    fs.mkdirSync(`${suite.cases}/lib/block.link`, { recursive: true });
    expect((await judge('two')).refusal).toMatch(
      /lib.block\.link: expected a file, got a folder; move it away$/,
    );
  });

  slowTest('is left where the run is interrupted', async () => {
    suite.given('two', TWO_UPDATES);
    const stop = new AbortController();
    const images: Uint8Array[] = [];
    stop.abort();
    const run = (image: Uint8Array): Promise<ProgramRun> => {
      images.push(image);
      return Promise.reject(new Error('the run was interrupted'));
    };
    const result = await judge('two', { runner: { run }, stop: stop.signal });
    expect(result.updates).toEqual([]);
    expect(images).toEqual([]);
  });
});

describe('the images of a case', () => {
  it('are run on each host, of each update that says what they do', async () => {
    suite.given('two', TWO_UPDATES);
    const images: Uint8Array[] = [];
    const run = (image: Uint8Array): Promise<ProgramRun> => {
      images.push(image);
      return Promise.resolve({ stdout: '', stderr: '', exitCode: 7, timedOut: false });
    };
    const result = await judge('two', { runner: { run } });
    const { golden } = suite.open('two');
    expect(images).toEqual(HOST_NAMES.map((host) => golden.actual(1, host).image));
    expect(told(judgementsOf(result).filter(({ level }) => level === 'runs'))).toEqual([
      'runs on linux-ext4: pass',
      'runs on linux-tmpfs: pass',
      'runs on windows: xpass',
    ]);
    expect(caseHolds(result)).toBe(false);
  });

  it('cannot be judged without Wine', async () => {
    suite.given('two', TWO_UPDATES);
    const result = await judge('two', { runner: null });
    const runs = judgementsOf(result).filter(({ level }) => level === 'runs');
    expect(runs.map(({ verdict }) => verdict)).toEqual(Array(3).fill('unsupported'));
    expect(caseHolds(result)).toBe(true);
  });
});
