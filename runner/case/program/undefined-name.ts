import type { Target } from '../link-script/content';
import { targetsOf, type ProgramState, type ProgramSymbol } from './program-state';

/**
 * The name of what a program refers to and nothing defines, now or when it was flushed last; null if all is defined, or a
 * DLL is to have it. Coff2 links such a program; other linkers refuse it, and no image of it could be right.
 */
export function undefinedReference(program: ProgramState): string | null {
  for (const { content } of program.live()) {
    for (const target of targetsOf(content)) {
      const name = undefinedName(target, program);
      if (name !== null) return name;
      if (program.wasFlushed && program.isUnflushed(target)) return nameOfTarget(target);
    }
  }
  return null;
}

/** What a reference names, if nothing defines it; null if something does, or a DLL is to have it. */
export function undefinedName(target: Target, program: ProgramState): string | null {
  if (target.kind !== 'global') return program.definition(target) === null ? nameOf(target) : null;
  const isThere = target.libName !== null || program.exportNamed(target.name) !== null;
  return isThere ? null : target.name;
}

function nameOfTarget(target: Target): string {
  return target.kind === 'global' ? target.name : nameOf(target);
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
