import type { HostName } from '../../../reference';
import { caseFile, loadCase } from '../../case/case-store';
import type { ScriptLine } from '../../case/case-script';
import { Exploration } from '../exploration';
import { readScript, type ScriptSource } from '../script-source';
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

/** The scripts of cases that were read. */
const sources = new Map<string, ScriptSource>();

/** The exploration of a case of the suite. */
export function exploredCase(
  name: string,
  host: HostName = 'linux-tmpfs',
  snapshots = new Snapshots(),
): Exploration {
  let source = sources.get(name);
  if (source === undefined) {
    source = readScript(`${name}.incr`, loadCase(caseFile(name) ?? name).case.script);
    sources.set(name, source);
  }
  return Exploration.of(source, host, snapshots);
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
