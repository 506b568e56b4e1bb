import { markdownCell } from '../text/markdown-cell';
import { count } from '../text/numbers';
import type { FuzzedFault } from './fuzz-fault';

/** What random scripts found, as a table in Markdown: no times, which are those of one machine. */
export function fuzzTable(fuzzed: readonly FuzzedFault[]): string {
  const found = fuzzed.filter((one) => one.found !== null);
  const rows = fuzzed.map(({ fault, found: by, scripts }) => {
    const how = by === null ? '**nothing**' : by.failure.kind;
    return `| \`${fault.name}\` | ${markdownCell(fault.what)} | ${markdownCell(how)} | ${scripts} |`;
  });
  const slowest = Math.max(0, ...found.map(({ scripts }) => scripts));
  return [
    `${found.length} of ${count(fuzzed.length, 'fault')} found, each in at most ${count(slowest, 'script')}.`,
    '',
    '| fault | what the linker does | first failure | scripts |',
    '| --- | --- | --- | ---: |',
    ...rows,
    '',
  ].join('\n');
}
