import { count } from '../text/numbers';
import type { JudgedFault } from './judge-fault';

/** A cell of a table in Markdown. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** The faults as a table in Markdown, and how many of them are caught. */
export function faultTable(judged: readonly JudgedFault[]): string {
  const caught = judged.filter((each) => each.caught !== null).length;
  const rows = judged.map(({ fault, caught: by, changed }) => {
    const where = by === null ? '-' : `\`${by.case}\`, ${by.update}`;
    const levels = by === null ? '**nothing**' : by.levels.join(', ');
    return `| \`${fault.name}\` | ${[fault.kind, fault.what, levels, where].map(cell).join(' | ')} | ${changed} |`;
  });
  return [
    `${caught} of ${count(judged.length, 'fault')} caught.`,
    '',
    '| fault | of | what the linker does | level | first case and update | cases that it changes |',
    '| --- | --- | --- | --- | --- | ---: |',
    ...rows,
    '',
  ].join('\n');
}
