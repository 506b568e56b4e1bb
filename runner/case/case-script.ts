import { LinkScriptParser } from './link-script/parser';
import { ScriptError } from './link-script/script-error';
import type { Case } from './case';
import type { CaseProblem } from './case-error';

/** A case as a link script: a snapshot ends each update. */
export interface CaseScript {
  /** Lines of JSON, without their ends. */
  readonly lines: readonly string[];
  /** Where the case says what each of the lines does. */
  readonly places: readonly { readonly file?: string; readonly line: number }[];
}

/** Whether a case says what the compiler hands the linker. */
export function isLinked({ updates }: Case): boolean {
  return updates.some(({ link }) => link !== null);
}

/** What the compiler hands the linker in a case, as a link script. */
export function caseScript({ updates, linkOptions }: Case): CaseScript {
  const lines = [JSON.stringify({ linkScript: 1, options: linkOptions })];
  const places: { readonly file?: string; readonly line: number }[] = [{ line: 1 }];
  for (const { name, line, link } of updates) {
    for (const { op, place } of link ?? []) {
      lines.push(JSON.stringify(op));
      places.push(place);
    }
    lines.push(JSON.stringify({ op: 'snapshot', name }));
    places.push({ line });
  }
  return { lines, places };
}

/** What is wrong with a case as a link script, by the rules that hold for any. */
export function checkScript(read: Case): readonly CaseProblem[] {
  const { lines, places } = caseScript(read);
  const parser = new LinkScriptParser('');
  const problems: CaseProblem[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      parser.line(Buffer.from(line));
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      problems.push({ line: 1, ...places[index], reason: error.reason });
    }
  }
  return problems;
}
