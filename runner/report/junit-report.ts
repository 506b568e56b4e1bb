import Builder from 'fast-xml-builder';
import type { ReportedImplementation, RunReport } from './run-report';
import { shownFile } from './shown-file';
import { failureCause, failureSentence } from '../judge/result/failure-cause';
import { earlyEndSentence, earlyEndText } from '../judge/result/early-end';
import { isFailure, type CaseResult, type Judgement } from '../judge/result/case-result';

/** Characters that XML 1.0 cannot contain, not even escaped. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** An element as the builder takes it: its children under its name, its attributes under ":@". */
type Element = Readonly<Record<string, unknown>>;

/** The line of an update in a case file, from 1; null if the file is not here. */
export type LineOf = (file: string, update: string) => number | null;

/** A run as JUnit XML: a suite for each case, a test for each level, update and variant. */
export function junitReport(report: RunReport, lineOf: LineOf): string {
  const suites = report.implementations.flatMap((implementation) => [
    ...implementation.cases.map((result) => suite(report, implementation, result, lineOf)),
    ...earlyEndSuite(implementation),
    ...(implementation.stale.length > 0 ? [staleSuite(implementation)] : []),
  ]);
  const milliseconds = report.implementations.reduce((sum, one) => sum + one.milliseconds, 0);
  const root = element(
    'testsuites',
    { name: 'coff2-conformance', ...sums(suites), time: seconds(milliseconds) },
    suites,
  );
  const builder = new Builder({
    preserveOrder: true,
    ignoreAttributes: false,
    format: true,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
  });
  const declaration = {
    '?xml': [textNode('')],
    ':@': { '@_version': '1.0', '@_encoding': 'UTF-8' },
  };
  return `${builder.build([declaration, root]).trim()}\n`;
}

/** The counts of all suites. The schema of JUnit has none of skipped tests here. */
function sums(suites: readonly Element[]): Readonly<Record<string, number>> {
  const sum = (count: string): number =>
    suites.reduce((all, { ':@': attributes }) => {
      return all + Number((attributes as Readonly<Record<string, string>>)[`@_${count}`]);
    }, 0);
  return { tests: sum('tests'), failures: sum('failures'), errors: sum('errors') };
}

/** Stale expectations fail a run, and belong to no case. */
function staleSuite({ implementation, stale }: ReportedImplementation): Element {
  const name = `${implementation}.expectations`;
  const counts = { tests: stale.length, failures: stale.length, errors: 0, skipped: 0 };
  return element(
    'testsuite',
    { name, ...counts, time: seconds(0) },
    stale.map((entry) =>
      element('testcase', { classname: name, name: entry, time: seconds(0) }, [
        element('failure', { message: entry }),
      ]),
    ),
  );
}

/** A run that ended early is an error, and the cases that it did not come to are skipped. */
function earlyEndSuite(implemented: ReportedImplementation): readonly Element[] {
  const message = earlyEndSentence(implemented);
  if (message === null) return [];
  const name = `${implemented.implementation}.the whole run`;
  const test = (title: string, outcomeOf: Element): Element =>
    element('testcase', { classname: name, name: title, time: seconds(0) }, [outcomeOf]);
  const reason = `not judged: ${earlyEndText(implemented) ?? ''}`;
  const skipped = (implemented.unjudgedCases ?? []).map((title) =>
    test(title, element('skipped', { message: reason })),
  );
  const counts = { tests: 1 + skipped.length, failures: 0, errors: 1, skipped: skipped.length };
  const tests = [test('judges every case', element('error', { message })), ...skipped];
  return [element('testsuite', { name, ...counts, time: seconds(0) }, tests)];
}

function suite(
  report: RunReport,
  { implementation, identity, started }: ReportedImplementation,
  result: CaseResult,
  lineOf: LineOf,
): Element {
  const { updates, refusal, milliseconds } = result;
  const file = shownFile(result.file);
  const name = `${implementation}.${result.name}`;
  const judgements = updates.flatMap((update) => update.judgements);
  const count = (pick: (judgement: Judgement) => boolean): number => judgements.filter(pick).length;
  const counts = {
    tests: judgements.length + (refusal === null ? 0 : 1),
    failures: count(({ verdict }) => isFailure(verdict)),
    errors: refusal === null ? 0 : 1,
    skipped: count(({ verdict }) => verdict === 'unsupported' || verdict === 'xfail'),
  };
  const timestamp = started === undefined ? {} : { timestamp: started };
  const properties = Object.entries({
    'coff2-conformance': report.suite,
    goldens: report.linker,
    ...(identity === null ? {} : { linker: identity }),
  }).map(([key, value]) => element('property', { name: key, value }));
  // The updates of a case are judged together: each test has its share of the time.
  const time = seconds(milliseconds / Math.max(1, counts.tests));
  const refused =
    refusal === null
      ? []
      : [
          element('testcase', { classname: name, name: 'the case', file, time }, [
            // A reader makes spaces of the line ends of an attribute, and there may be a line a problem.
            element('error', { message: refusal }, [textNode(refusal)]),
          ]),
        ];
  const tests = updates.flatMap(({ update, judgements }) => {
    const line = lineOf(result.file, update);
    const place = { file, ...(line === null ? {} : { line }) };
    return judgements.map((judgement) => {
      const title = `${update}: ${judgement.level} on ${judgement.variant}`;
      return element(
        'testcase',
        { classname: name, name: title, ...place, time },
        outcome(judgement),
      );
    });
  });
  return element(
    'testsuite',
    { name, ...counts, time: seconds(milliseconds), ...timestamp, file },
    [element('properties', {}, properties), ...refused, ...tests],
  );
}

function outcome(judgement: Judgement): readonly Element[] {
  const { level, verdict, reason, details } = judgement;
  const message = reason ?? '';
  if (isFailure(verdict)) {
    // Readers group failures by their type.
    const type = `${level}: ${failureCause(judgement)}`;
    const what = failureSentence(judgement);
    return [element('failure', { message: what, type }, [textNode(details.join('\n'))])];
  }
  if (verdict === 'unsupported') return [element('skipped', { message })];
  if (verdict === 'xfail') return [element('skipped', { message: `expected failure: ${message}` })];
  return [];
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly Element[] = [],
): Element {
  const entries = Object.entries(attributes);
  return {
    [name]: children,
    ':@': Object.fromEntries(entries.map(([key, value]) => [`@_${key}`, xmlText(String(value))])),
  };
}

function textNode(text: string): Element {
  return { '#text': xmlText(text) };
}

function xmlText(value: string): string {
  return value.replaceAll(NOT_XML, '\u{fffd}');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
