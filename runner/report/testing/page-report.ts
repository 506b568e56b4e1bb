import * as path from 'node:path';
import { HOST_NAMES } from '../../../reference';
import { linkCase } from '../../case/case-replay';
import { loadCase } from '../../case/case-store';
import type { CaseResult, Judgement } from '../../judge/result/case-result';
import { GOLDEN_HOST } from '../../case/golden-host';
import { packageRoot } from '../../system/package-root';
import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../../judge/testing/case-results';
import { FailedImages } from '../failed-images';
import { makeReport } from '../make-report';

/** A name of a case that a page must not take for markup. */
export const HOSTILE = `</script><img src=x onerror="document.title='broken'">`;

/** A case whose pictures there are, with judgements that hold but for these, update by update. */
function goldenCase(name: string, ...others: readonly (readonly Judgement[])[]): CaseResult {
  const stored = loadCase(path.join(packageRoot(), 'cases', `${name}.incr`));
  return {
    ...caseResult(name, []),
    updates: stored.case.updates.map((update, index) => ({
      update: update.name,
      judgements: holding(HOST_NAMES, ...(others[index] ?? [])),
    })),
  };
}

const PRINTS_OTHER: readonly Judgement[] = HOST_NAMES.map((host) => ({
  ...judgement('runs', host, 'fail', 'prints "good evening", expected "good morning"'),
  run: {
    expected: { stdout: 'good morning\nto all\n', exitCode: 0 },
    got: { stdout: 'good evening\nto all', exitCode: 3 },
  },
}));

const OTHER_BYTES = judgement('bytes', 'linux-tmpfs', 'fail', 'first differing byte at 0x103f', [
  'Relocations:',
  '  nav(main.f)+0x3f: lea a → lea b',
  '      - 0x3c   48 8d 1d bd   lea rbx,[a]',
  '      + 0x3c   48 8d 1d 05   lea rbx,[b]',
]);

const EXPECTED_TO_FAIL: Judgement = {
  ...judgement('meaning', 'windows', 'xfail', 'a known bug'),
  link: 'https://example.org/issues/1',
};

const NO_WEB_LINK: Judgement = {
  ...judgement('meaning', 'linux-ext4', 'xfail', 'another known bug'),
  link: `javascript:document.title='broken'`,
};

/** What `port` made of an update of `hello` that fails: the golden with another byte, on two hosts. */
export function failedImages(): FailedImages {
  const stored = loadCase(path.join(packageRoot(), 'cases', 'hello.incr'));
  const linked = linkCase(stored.case, stored.file, [GOLDEN_HOST], true);
  const [previous, golden] = linked.map((hosts) => hosts.get(GOLDEN_HOST) ?? null);
  if (previous == null || golden == null) throw new Error('hello has no two updates');
  const image = Uint8Array.from(golden.image);
  image[0x2f00] = 1;
  const failed = new FailedImages();
  for (const variant of ['linux-tmpfs', 'windows'] as const) {
    failed.add({
      linker: 'port',
      stored: { ...stored, file: 'cases/hello.incr' },
      ...{ index: 1, update: 'change the string', variant },
      ...{ image: { ...golden, image }, previous, golden },
    });
  }
  return failed;
}

/** A run in which nothing fails, as far as it got. */
export const HOLDING_REPORT = makeReport([
  implementationResult('reference', [goldenCase('hello')], {
    started: '2026-01-02T03:04:05.678Z',
    versions: { node: 'v20.0.0', wine: 'wine-8.0' },
    unjudged: 2,
    ended: 'interrupted',
  }),
]);

/** What becomes of cases in all ways that there are, of three implementations. */
export const REPORT = makeReport([
  implementationResult('reference', [
    goldenCase('add_decl', [], [EXPECTED_TO_FAIL, NO_WEB_LINK]),
    goldenCase('hello'),
    goldenCase('imports_grow'),
  ]),
  implementationResult(
    'port',
    [
      goldenCase('add_decl', [judgement('nodes', 'windows', 'xpass', 'holds after all')]),
      goldenCase('hello', [], [...PRINTS_OTHER, OTHER_BYTES]),
      caseResult(HOSTILE, [[judgement('valid', 'windows', 'fail', HOSTILE, [HOSTILE])]]),
    ],
    {
      stale: ['expectations/port.json: nothing is judged as case gone'],
      command: 'coff2 run --linker port',
    },
  ),
  implementationResult('zig', [
    caseResult('imports_grow', [], { refusal: 'imports_grow.incr:3: expected a #link block' }),
    goldenCase('hello', [judgement('runs', 'windows', 'unsupported', 'no Wine')]),
  ]),
]);
