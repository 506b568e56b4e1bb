import type { CaseProblem } from './case-error';
import type { ScriptLine } from './case-script';
import type { Target } from './link-script/content';
import type { Op } from './link-script/op';
import { LinkScriptParser } from './link-script/parser';
import { ProgramState, symbolKey, targetsOf, type ProgramSymbol } from './program/program-state';

type Place = ScriptLine['place'];

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
 * @param script one that keeps the rules of link scripts
 * @param meant names that the case refers to on purpose, though nothing defines them
 * @returns a problem for each name, at the op whose content refers to it first
 */
export function undefinedReferences(
  script: readonly ScriptLine[],
  meant: ReadonlySet<string>,
): readonly UndefinedReference[] {
  const parser = new LinkScriptParser('');
  const places = new Map<string, Place>();
  const found = new Map<string, UndefinedReference>();
  let program: ProgramState | null = null;
  for (const { json, place } of script) {
    const op = parser.line(Buffer.from(json));
    if (op === null && parser.options !== null) program = new ProgramState(parser.options);
    if (op === null || program === null) continue;
    program.apply(op);
    const symbol = definedBy(op);
    if (symbol !== null) places.set(symbolKey(symbol), place);
    if (op.op !== 'flush') continue;
    for (const definition of program.live()) {
      for (const target of targetsOf(definition.content)) {
        const name = undefinedName(target, program);
        if (name === null || meant.has(name) || found.has(name)) continue;
        const where = places.get(symbolKey(definition.symbol)) ?? place;
        found.set(name, { ...where, name, reason: reasonFor(target, name) });
      }
    }
  }
  return [...found.values()];
}

function definedBy(op: Op): ProgramSymbol | null {
  switch (op.op) {
    case 'updateNav':
    case 'updateFunc':
      return { kind: 'nav', nav: op.nav };
    case 'defineUav':
      return { kind: 'uav', uav: op.id };
    case 'defineLazy':
      return { kind: 'lazy', lazy: op.kind, type: op.type };
    case 'updateExports':
    case 'deleteExport':
    case 'updateErrorData':
    case 'idle':
    case 'flush':
    case 'snapshot':
      return null;
  }
}

/** What a reference names, if nothing defines it; null if something does, or a DLL is to have it. */
function undefinedName(target: Target, program: ProgramState): string | null {
  if (target.kind !== 'global') return program.definition(target) === null ? nameOf(target) : null;
  const isThere = target.libName !== null || program.exportNamed(target.name) !== null;
  return isThere ? null : target.name;
}

function nameOf(symbol: ProgramSymbol): string {
  switch (symbol.kind) {
    case 'nav':
      return symbol.nav;
    case 'uav':
      return symbol.uav;
    case 'lazy':
      return symbol.type;
  }
}

function reasonFor(target: Target, name: string): string {
  const what =
    target.kind === 'global'
      ? `${name} is neither exported nor of a DLL (write @DLL!${name} for one of a DLL)`
      : `${symbolKey(target)} is referred to, and nothing defines it before the flush`;
  return `${what}; if that is meant, say #undefined=${name} before the first #update`;
}
