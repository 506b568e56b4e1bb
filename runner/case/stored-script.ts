import { createHash } from 'node:crypto';
import type { LinkOptions } from '../../reference';
import type { Update } from './case';
import type { ScriptLine } from './case-script';
import type { StoredCase } from './case-store';

/** A link script as a case without sources: each snapshot ends an update. */
export function storedScript(
  name: string,
  file: string,
  lines: readonly string[],
  options: Partial<LinkOptions>,
): StoredCase {
  const script = lines.map((json, index): ScriptLine => {
    const { op = null } = JSON.parse(json) as { readonly op?: string };
    return { json, op, place: { line: index + 1 } };
  });
  const snapshots = script.filter(({ op }) => op === 'snapshot');
  return {
    name,
    file,
    digest: createHash('sha256').update(lines.join('\n')).digest('hex'),
    case: {
      ...{
        targets: [],
        modules: [],
        dlls: [],
        linkOptions: { ...options },
        imageFacts: [],
        script,
      },
      updates: snapshots.map(({ json }, index) => updateNamed(snapshotName(json, index))),
    },
  };
}

/** The name that a snapshot has, or its number. */
function snapshotName(json: string, index: number): string {
  const { name } = JSON.parse(json) as { readonly name?: string };
  return name ?? `snapshot ${index + 1}`;
}

function updateNamed(name: string): Update {
  return { name, line: 1, writes: [], removes: [], outcome: null, link: [], expectedFailure: null };
}
