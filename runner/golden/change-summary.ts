import * as path from 'node:path';
import { colors } from '../text/colors';
import type { GoldenChange } from './accept';

/** The most lines of reasons for one golden. */
const MAX_REASONS = 12;

/** Lists the goldens that were written or removed, and why. New ones of a case get one line. */
export function changeSummary(written: readonly GoldenChange[]): string {
  const changes = byFile(written);
  if (changes.length === 0) return 'goldens: nothing changed';
  const lines: string[] = [];
  const created = new Map<string, number>();
  for (const { file } of changes.filter(({ kind }) => kind === 'new')) {
    const name = path.dirname(file);
    created.set(name, (created.get(name) ?? 0) + 1);
  }
  for (const [name, files] of created) {
    lines.push(colors.green(`  new      ${name}: ${count(files, 'file')}`));
  }
  for (const { file, kind, why } of changes) {
    if (kind === 'new') continue;
    lines.push((kind === 'changed' ? colors.yellow : colors.red)(`  ${kind.padEnd(8)} ${file}`));
    lines.push(...why.slice(0, MAX_REASONS).map((reason) => `             ${reason}`));
    if (why.length > MAX_REASONS) {
      lines.push(`             and ${why.length - MAX_REASONS} more`);
    }
  }
  return [`goldens: ${count(changes.length, 'file')} written or removed`, ...lines].join('\n');
}

/** One change for each file. Updates that are accepted one by one write the same file of digests. */
function byFile(changes: readonly GoldenChange[]): readonly GoldenChange[] {
  const result = new Map<string, GoldenChange>();
  for (const change of changes) {
    const before = result.get(change.file);
    const merged =
      before === undefined ? change : { ...before, why: [...before.why, ...change.why] };
    result.set(change.file, merged);
  }
  return [...result.values()];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
