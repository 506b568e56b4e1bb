import type { Target } from '../link-script/content';
import { isAlignment, isLazyKind } from '../link-script/fields';
import { LineError } from '../link-script/script-error';
import { parseInteger, parseName, writeName, type Tokens } from './tokens';

/** What a listing refers to with `@...`. */
export interface ListedReference {
  readonly target: Target;
  readonly addend: number;
  /** A name in IMAGE.REL; null for the default of the place. */
  readonly type: string | null;
  /** Its text in the disassembly: "kernel32!ExitProcess", "uav greeting+8". */
  readonly text: string;
}

/**
 * Reads what an `@` refers to:
 *
 *     @main.print              a nav; @nav "main.print it" for a name with spaces
 *     @kernel32!ExitProcess    a function of a DLL
 *     @extern stack_size       a symbol without a DLL
 *     @uav greeting            a constant; with `align 16` if this use needs more than its own
 *     @lazy code "fn () void"  a lazy symbol
 *
 * An addend (`+8`, `-4`) and a relocation type (`as REL32_4`) may follow.
 * @param isAtOptional whether the `@` may be left out
 * @throws LineError
 */
export function parseReference(tokens: Tokens, isAtOptional = false): ListedReference {
  const target = parseTarget(tokens, isAtOptional);
  const next = tokens.peek();
  const addend = next !== null && /^[+-]/.test(next) ? parseInteger(tokens.take(), 'an addend') : 0;
  const type = tokens.accept('as') ? tokens.name('a relocation type') : null;
  return { target, addend, type, text: `${writeTarget(target)}${writeAddend(addend)}` };
}

function parseTarget(tokens: Tokens, isAtOptional: boolean): Target {
  const taken = tokens.take();
  const isBare = isAtOptional && taken !== null && !taken.startsWith('@');
  const token = isBare ? `@${taken}` : taken;
  if (token?.startsWith('@') !== true) {
    throw new LineError(`expected @ and a target, got ${token ?? 'the end of the line'}`);
  }
  switch (token) {
    case '@':
      throw new LineError('expected a target right after @');
    case '@nav':
      return { kind: 'nav', nav: tokens.name('the name of a nav') };
    case '@uav': {
      const uav = tokens.name('the id of a uav');
      return { kind: 'uav', uav, align: tokens.accept('align') ? parseAlignment(tokens) : null };
    }
    case '@lazy': {
      const kind = tokens.name('code or const_data');
      if (!isLazyKind(kind)) throw new LineError(`expected code or const_data, got ${kind}`);
      return { kind: 'lazy', lazy: kind, type: tokens.name('a type') };
    }
    case '@extern':
      return { kind: 'global', name: tokens.name('the name of a symbol'), libName: null };
    default: {
      const name = parseName(token.slice(1));
      const [libName = '', symbol] = name.split(/!(.*)/s);
      return symbol === undefined
        ? { kind: 'nav', nav: name }
        : { kind: 'global', name: symbol, libName };
    }
  }
}

/** @throws LineError */
export function checkedAlignment(token: string | null): number {
  const align = parseInteger(token, 'an alignment');
  if (!(isAlignment as (value: unknown) => boolean)(align)) {
    throw new LineError(`expected a power of two up to 2^52, got ${align}`);
  }
  return align;
}

function parseAlignment(tokens: Tokens): number {
  return checkedAlignment(tokens.take());
}

/** The text of a target in a listing, after the `@`. */
export function writeTarget(target: Target): string {
  switch (target.kind) {
    case 'nav': {
      const isBare = !target.nav.includes('!') && !RESERVED.includes(target.nav);
      const name = writeName(target.nav);
      return isBare && name === target.nav ? name : `nav ${name}`;
    }
    case 'uav': {
      const align = target.align === null ? '' : ` align ${target.align}`;
      return `uav ${writeName(target.uav)}${align}`;
    }
    case 'lazy':
      return `lazy ${target.lazy} ${writeName(target.type)}`;
    case 'global':
      return target.libName === null
        ? `extern ${writeName(target.name)}`
        : writeName(`${target.libName}!${target.name}`);
  }
}

/** Words that say what kind of target follows. */
const RESERVED = ['nav', 'uav', 'lazy', 'extern'];

function writeAddend(addend: number): string {
  if (addend === 0) return '';
  return addend > 0 ? `+${addend}` : String(addend);
}

/** A target as a link script has it. */
export function targetJson(target: Target): object {
  switch (target.kind) {
    case 'nav':
      return { nav: target.nav };
    case 'uav':
      return target.align === null ? { uav: target.uav } : { uav: target.uav, align: target.align };
    case 'lazy':
      return { lazy: [target.lazy, target.type] };
    case 'global':
      return { global: [target.name, target.libName] };
  }
}
