import { createHash } from 'node:crypto';
import { markdownCell } from '../text/markdown-cell';
import { count } from '../text/numbers';
import type { StoredCase } from '../case/case-store';
import type { JudgedFault } from './judge-fault';
import type { Fault } from './rows/fault';

/** What the table was made of: it is stale once this changes. */
export function inputsDigest(faults: readonly Fault[], cases: readonly StoredCase[]): string {
  const hash = createHash('sha256');
  for (const { name, kind, what } of faults) hash.update(JSON.stringify([name, kind, what]));
  for (const { name, case: read } of cases.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(JSON.stringify([name, ...read.script.map(({ json }) => json)]));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The faults as a table in Markdown, and how many of them are caught. */
export function faultTable(judged: readonly JudgedFault[], digest: string): string {
  const caught = judged.filter((each) => each.caught !== null).length;
  const rows = judged.map(({ fault, caught: by, changed }) => {
    const where = by === null ? '-' : `\`${by.case}\`, ${by.update}`;
    const levels = by === null ? '**nothing**' : by.levels.join(', ');
    return `| \`${fault.name}\` | ${[fault.kind, fault.what, levels, where].map(markdownCell).join(' | ')} | ${changed} |`;
  });
  return [
    `${caught} of ${count(judged.length, 'fault')} caught.`,
    '',
    `<!-- made of the faults and cases ${digest} -->`,
    '',
    '| fault | of | what the linker does | level | first case and update | cases that it changes |',
    '| --- | --- | --- | --- | --- | ---: |',
    ...rows,
    '',
  ].join('\n');
}
