import type { CaseProblem } from './case-error';
import type { Place, ReadScript, ScriptLine } from './case-script';
import type { Content, Target } from './link-script/content';
import { ProgramState, symbolKey, targetsOf } from './program/program-state';
import { undefinedName } from './program/undefined-name';

/** A reference to what is never defined. */
export interface UndefinedReference extends CaseProblem {
  /** What it refers to, as `#undefined` names it. */
  readonly name: string;
}

/**
 * References, in what was flushed, to what is never defined: a nav, uav or lazy symbol without content,
 * or a global without a DLL that nothing is exported as. Such a program has no meaning: its calls lead
 * nowhere, and no image of it could be right.
 *
 * @param script its lines
 * @param read the same, without problems
 * @param meant names that the case refers to on purpose, though nothing defines them, and the lines that
 *   say so
 * @returns a problem for each other name, at the line that refers to it first; and one for each name that
 *   is meant and is no undefined reference
 */
export function undefinedReferences(
  script: readonly ScriptLine[],
  { options, ops }: ReadScript,
  meant: ReadonlyMap<string, number>,
): readonly UndefinedReference[] {
  if (options === null) return [];
  const program = new ProgramState(options);
  const lines = new Map<Content, ScriptLine>();
  const found = new Map<string, UndefinedReference>();
  /** Content that refers to what is not defined yet, or may be no longer: an export can be deleted. */
  let open: Content[] = [];
  for (const [number, line] of script.entries()) {
    const op = ops[number] ?? null;
    if (op === null) continue;
    program.apply(op);
    if ('content' in op && op.content !== null) {
      lines.set(op.content, line);
      open.push(op.content);
    }
    if (op.op !== 'flush') continue;
    open = open.filter((content) => !isSettled(content, program));
    // What the program consists of takes long to find, and decides nothing where all is defined.
    if (!open.some((content) => hasUndefined(content, program))) continue;
    for (const { content } of program.live()) {
      for (const [index, target] of [...targetsOf(content)].entries()) {
        const name = undefinedName(target, program);
        if (name === null || found.has(name)) continue;
        const from = lines.get(content);
        const where = (from && referencePlaces(from)[index]) ?? line.place;
        found.set(name, { ...where, name, reason: reasonFor(target, name, program) });
      }
    }
  }
  const stale = [...meant].flatMap(([name, line]): readonly UndefinedReference[] =>
    found.has(name) ? [] : [{ name, line, reason: staleReason(name) }],
  );
  return [...[...found.values()].filter(({ name }) => !meant.has(name)), ...stale];
}

function hasUndefined(content: Content, program: ProgramState): boolean {
  return [...targetsOf(content)].some((target) => undefinedName(target, program) !== null);
}

/** Whether all that it refers to is defined and stays so: only what is exported can go. */
function isSettled(content: Content, program: ProgramState): boolean {
  return [...targetsOf(content)].every((target) => {
    return target.kind === 'global'
      ? target.libName !== null
      : undefinedName(target, program) === null;
  });
}

/** The places of an op's references, in the order of `targetsOf`: pointers, then relocations. */
function referencePlaces({ json, place, items = [] }: ScriptLine): readonly Place[] {
  const { content = [] } = JSON.parse(json) as { readonly content?: readonly unknown[] };
  const placesOf = (field: string): readonly Place[] =>
    content.flatMap((item, index) =>
      typeof item === 'object' && item !== null && field in item ? [items[index] ?? place] : [],
    );
  return [...placesOf('ptr'), ...placesOf('reloc')];
}

function staleReason(name: string): string {
  return (
    `#undefined=${name}, but no flush leaves a reference to ${name} undefined: it is defined, or nothing ` +
    'refers to it; correct the name or remove the line'
  );
}

/** A name of which the end reads as an addend: in a listing an addend is a word of its own. */
const NAME_AND_ADDEND = /^(?<base>.+?)(?<addend>[+-](?:0x[\da-f]+|\d+))$/i;

function reasonFor(target: Target, name: string, program: ProgramState): string {
  const what =
    target.kind === 'global'
      ? `${name} is neither exported nor of a DLL (write @DLL!${name} for one of a DLL)`
      : `${symbolKey(target)} is referred to, and nothing defines it before the flush`;
  const { base, addend } = NAME_AND_ADDEND.exec(name)?.groups ?? {};
  if (target.kind === 'nav' && base !== undefined && addend !== undefined) {
    const isKnown = program.definition({ kind: 'nav', nav: base }) !== null;
    if (isKnown) return `${what}; an addend is a word of its own: @${base} ${addend}`;
  }
  return `${what}; if that is meant, say #undefined=${name} before the first #update`;
}
