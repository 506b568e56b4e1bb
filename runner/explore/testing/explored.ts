import type { HostName } from '../../../reference';
import { caseFile, loadCase } from '../../case/case-store';
import type { ScriptLine } from '../../case/case-script';
import { Exploration } from '../exploration';
import { readScript } from '../script-source';
import { Snapshots } from '../snapshots';
import type { Step } from '../step';

/** The exploration of a link script, given as its ops without their header. */
export function exploredScript(
  ops: readonly object[],
  host: HostName = 'linux-tmpfs',
  snapshots = new Snapshots(),
): Exploration {
  const header = { linkScript: 1, options: {} };
  const lines = [header, ...ops].map((op, index): ScriptLine => ({
    json: JSON.stringify(op),
    op: null,
    place: { line: index + 1 },
  }));
  return Exploration.of(readScript('script.jsonl', lines), host, snapshots);
}

/** The exploration of a case of the suite. */
export function exploredCase(
  name: string,
  host: HostName = 'linux-tmpfs',
  snapshots = new Snapshots(),
): Exploration {
  const stored = loadCase(caseFile(name) ?? name);
  return Exploration.of(readScript(`${name}.incr`, stored.case.script), host, snapshots);
}

/** The first step whose title holds a text. */
export function stepTitled({ steps }: Exploration, title: string): Step {
  const found = steps.find((step) => step.title.includes(title));
  if (found === undefined) throw new Error(`no step is titled ${title}`);
  return found;
}

/** All that a step says. */
export function said({ why }: Step): string {
  return why.map(({ text }) => text).join('\n');
}
