import type { LinkOptions } from '../../reference';
import type { Op } from './link-script/op';
import { LinkScriptParser } from './link-script/parser';
import { FieldError, ScriptError } from './link-script/script-error';
import type { Case, Update } from './case';
import type { CaseProblem } from './case-error';

/** A line of a link script that was made of a case. */
export interface ScriptLine {
  /** The line: JSON, without its end. */
  readonly json: string;
  /** Name of its op; null for the header. */
  readonly op: string | null;
  /** Where the case says it; the file is left out for the case file itself. */
  readonly place: Place;
  /** The place of each item of its content; absent if it has none, or that is not known. */
  readonly items?: readonly Place[];
}

/** A line of a case, or of a block that it includes. */
export interface Place {
  /** Absent for the case file itself. */
  readonly file?: string;
  /** From 1. */
  readonly line: number;
}

/** Whether a case has #link blocks. */
export function isLinked({ updates }: Pick<Case, 'updates'>): boolean {
  return updates.some(({ link }) => link !== null);
}

/** What the compiler hands the linker in a case, as a link script: a snapshot ends each update. */
export function caseScript(
  updates: readonly Update[],
  options: Case['linkOptions'],
): readonly ScriptLine[] {
  const header = JSON.stringify({ linkScript: 1, options });
  const lines: ScriptLine[] = [{ json: header, op: null, place: { line: 1 } }];
  for (const { name, line, link } of updates) {
    for (const { op, place, items } of link ?? []) {
      const line = { json: JSON.stringify(op), op: String(op.op), place };
      lines.push(items === undefined ? line : { ...line, items });
    }
    const json = JSON.stringify({ op: 'snapshot', name });
    lines.push({ json, op: 'snapshot', place: { line } });
  }
  return lines;
}

/** The text of a link script. */
export function scriptText(script: readonly ScriptLine[]): string {
  return script.map(({ json }) => `${json}\n`).join('');
}

/** A script of a case as it was read. */
export interface ReadScript {
  /** With defaults filled in; null where the header is wrong. */
  readonly options: LinkOptions | null;
  /** The op of each line; null for the header, and for a line that is wrong. */
  readonly ops: readonly (Op | null)[];
  /** What is wrong with it. */
  readonly problems: readonly CaseProblem[];
}

/**
 * Reads a case as a link script, by the rules that hold for any. What is wrong is told at the lines of the case, and
 * without the fields of a link script, which its author never sees.
 */
export function readScript(script: readonly ScriptLine[]): ReadScript {
  const parser = new LinkScriptParser('');
  const problems: CaseProblem[] = [];
  const ops = script.map(({ json, place, items }) => {
    try {
      return parser.line(Buffer.from(json));
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      const { cause } = error;
      if (cause instanceof FieldError) {
        const { item, problem } = cause;
        problems.push({ ...(items?.[item ?? -1] ?? place), reason: problem });
      } else problems.push({ ...place, reason: error.reason });
      return null;
    }
  });
  return { options: parser.options, ops, problems };
}
