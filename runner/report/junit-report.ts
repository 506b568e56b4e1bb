import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import type { RunReport } from './run-report';
import { failureCause } from '../judge/result/failure-cause';
import { isFailure, type CaseResult, type Judgement } from '../judge/result/case-result';

/** Characters that XML 1.0 cannot contain, not even escaped. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A run as JUnit XML: a suite for each case, a test for each level, update and variant. */
export function junitReport({ implementations }: RunReport): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  const root = document.ele('testsuites', { name: 'coff2-conformance' });
  for (const { implementation, cases, stale } of implementations) {
    for (const result of cases) suite(root, `${implementation}/${result.name}`, result);
    if (stale.length > 0) staleSuite(root, implementation, stale);
  }
  return `${document.end({ prettyPrint: true })}\n`;
}

/** Stale expectations fail a run, and belong to no case. */
function staleSuite(root: XMLBuilder, implementation: string, stale: readonly string[]): void {
  const name = text(`${implementation}/expectations`);
  const element = root.ele('testsuite', {
    name,
    tests: stale.length,
    failures: stale.length,
    errors: 0,
    skipped: 0,
    time: '0.000',
  });
  for (const entry of stale) {
    const test = element.ele('testcase', { classname: name, name: text(entry) });
    test.ele('failure', { message: text(entry) });
  }
}

function suite(
  root: XMLBuilder,
  name: string,
  { updates, refusal, milliseconds }: CaseResult,
): void {
  const judgements = updates.flatMap((update) => update.judgements);
  const count = (pick: (judgement: Judgement) => boolean): number => judgements.filter(pick).length;
  const element = root.ele('testsuite', {
    name: text(name),
    tests: judgements.length + (refusal === null ? 0 : 1),
    failures: count(({ verdict }) => isFailure(verdict)),
    errors: refusal === null ? 0 : 1,
    skipped: count(({ verdict }) => verdict === 'unsupported' || verdict === 'xfail'),
    time: (milliseconds / 1000).toFixed(3),
  });
  if (refusal !== null) {
    const test = element.ele('testcase', { classname: text(name), name: 'the case' });
    // A reader makes spaces of the line ends of an attribute, and there may be a line a problem.
    test.ele('error', { message: text(refusal) }).txt(text(refusal));
  }
  for (const update of updates) {
    for (const judgement of update.judgements) {
      const { variant: host, level } = judgement;
      const test = element.ele('testcase', {
        classname: text(name),
        name: text(`${update.update}: ${level} on ${host}`),
      });
      outcome(test, judgement);
    }
  }
}

function outcome(test: XMLBuilder, judgement: Judgement): void {
  const { level, verdict, reason, details } = judgement;
  const message = text(reason ?? '');
  if (isFailure(verdict)) {
    // Readers group failures by their type.
    const type = text(`${level}: ${failureCause(judgement)}`);
    test.ele('failure', { message, type }).txt(text(details.join('\n')));
  } else if (verdict === 'unsupported') test.ele('skipped', { message });
  else if (verdict === 'xfail') test.ele('skipped', { message: `expected failure: ${message}` });
}

/** Text for xmlbuilder2, which does not escape what looks like an entity. */
function text(value: string): string {
  return value.replaceAll(NOT_XML, '\u{fffd}').replaceAll('&', '&amp;');
}
