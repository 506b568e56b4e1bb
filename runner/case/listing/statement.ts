import type { Machine } from '../../../reference';
import { isLazyKind } from '../link-script/fields';
import { LineError } from '../link-script/script-error';
import { parseContentLine, type ContentLine } from './content-line';
import { checkedAlignment } from './target';
import { parseInteger, parseName, Tokens } from './tokens';

/** A line at the margin of a #link block, and its content if it takes any. */
export type Statement =
  | { readonly kind: 'include'; readonly name: string }
  | {
      readonly kind: 'op';
      /** The op in the form of a link script, without its content. */
      readonly op: Readonly<Record<string, unknown>>;
      /** Whether its content is code, so that a disassembly may stand beside it. */
      readonly isCode: boolean;
      /** Whether indented lines may follow it. */
      readonly hasContent: boolean;
    };

/** How to read a statement that starts with a certain word. */
type StatementParser = (tokens: Tokens) => Statement;

const op = (fields: Readonly<Record<string, unknown>>): Statement => ({
  kind: 'op',
  op: fields,
  isCode: false,
  hasContent: false,
});

const withContent = (fields: Readonly<Record<string, unknown>>, isCode: boolean): Statement => ({
  kind: 'op',
  op: fields,
  isCode,
  hasContent: true,
});

const STATEMENTS: Readonly<Record<string, StatementParser>> = {
  uav: (tokens) => {
    const { name: id, rest } = declaration(tokens, 'a constant');
    const { text, align } = alignment(rest);
    const [type, value] = split(text, ' = ');
    if (type === '' || value === undefined || align === null) {
      throw new LineError('expected uav ID: TYPE = VALUE align N');
    }
    return withContent({ op: 'defineUav', id, type, value, align }, false);
  },
  lazy: (tokens) => {
    const kind = tokens.name('code or const_data');
    if (!isLazyKind(kind)) throw new LineError(`expected code or const_data, got ${kind}`);
    const type = tokens.rest();
    if (type === '') throw new LineError(`expected lazy ${kind} TYPE`);
    return withContent({ op: 'defineLazy', kind, type: parseName(type) }, kind === 'code');
  },
  nav: (tokens) => {
    const { name: nav, rest } = declaration(tokens, 'a nav');
    const isComptime = rest.endsWith(' comptime');
    const { text: type, align } = alignment(rest.replace(/ comptime$/, ''));
    if (type === '' || align === null) {
      throw new LineError('expected nav NAME: TYPE align N, or nav NAME: TYPE align N comptime');
    }
    const fields = { op: 'updateNav', nav, type, align };
    return isComptime ? op(fields) : withContent(fields, false);
  },
  fn: (tokens) => {
    const { name: nav, rest } = declaration(tokens, 'a function');
    const { text: type, align } = alignment(rest);
    if (type === '') throw new LineError('expected fn NAME: TYPE, or fn NAME: TYPE align N');
    const fields = { op: 'updateFunc', nav, type };
    return withContent(align === null ? fields : { ...fields, align }, true);
  },
  export: (tokens) => {
    const [names, exported] = exportParts(tokens);
    const target = new Tokens(exported);
    const fields = target.accept('uav')
      ? { uav: target.name('the id of a uav') }
      : { nav: target.name('the name of a nav') };
    target.end();
    return op({ op: 'updateExports', exported: fields, names });
  },
  unexport: (tokens) => {
    const [names, exported] = exportParts(tokens);
    const target = new Tokens(exported);
    const nav = target.name('the name of a nav');
    target.end();
    if (names.length !== 1) throw new LineError('expected one name: unexport NAME = NAV');
    return op({ op: 'deleteExport', nav, name: names[0] });
  },
  error_data: (tokens) => {
    tokens.end();
    return op({ op: 'updateErrorData' });
  },
  idle: (tokens) => {
    const count = tokens.peek() === null ? 1 : parseInteger(tokens.take(), 'a count');
    tokens.end();
    return op(count === 1 ? { op: 'idle' } : { op: 'idle', count });
  },
  flush: (tokens) => {
    tokens.end();
    return op({ op: 'flush' });
  },
  include: (tokens) => {
    const name = tokens.name('the name of a block in lib/');
    tokens.end();
    if (!/^[\w-]+$/.test(name)) throw new LineError(`expected the name of a block, got ${name}`);
    return { kind: 'include', name };
  },
};

/**
 * Reads one line at the margin of a #link block.
 * @throws LineError
 */
export function parseStatement(line: string): Statement {
  const tokens = new Tokens(line.replace(/\s+$/, ''));
  const word = tokens.take() ?? '';
  const parse = Object.hasOwn(STATEMENTS, word) ? STATEMENTS[word] : undefined;
  if (parse !== undefined) return parse(tokens);
  const words: readonly string[] = Object.keys(STATEMENTS);
  throw new LineError(`expected one of ${words.join(', ')}; got ${word}`);
}

/** "NAME: REST". */
function declaration(
  tokens: Tokens,
  what: string,
): { readonly name: string; readonly rest: string } {
  const line = tokens.rest();
  if (line.startsWith('"')) {
    const name = tokens.name(`the name of ${what}`);
    const rest = tokens.rest();
    if (!rest.startsWith(': ')) throw new LineError(`expected a colon after ${line}`);
    return { name, rest: rest.slice(2).trim() };
  }
  const [name, rest] = split(line, ': ');
  if (name === '' || rest === undefined) {
    throw new LineError(`expected the name of ${what}, a colon and a type, got ${line}`);
  }
  return { name: name.trim(), rest: rest.trim() };
}

/** Splits a line into the part before ` align N`, and N. */
function alignment(text: string): { readonly text: string; readonly align: number | null } {
  const [, before, digits] = /^(.*) align (\S+)$/.exec(text) ?? [];
  if (before === undefined) return { text, align: null };
  return { text: before.trim(), align: checkedAlignment(digits ?? null) };
}

/** "NAME, NAME = EXPORTED". */
function exportParts(tokens: Tokens): readonly [readonly string[], string] {
  const names: string[] = [];
  for (;;) {
    const token = tokens.take();
    if (token === null || token === '=' || token === ',') {
      throw new LineError('expected NAME = WHAT, or NAME, NAME = WHAT');
    }
    const isLast = !token.endsWith(',') && !tokens.accept(',');
    const name = token.replace(/,$/, '');
    if (name.includes(',') && !name.startsWith('"')) {
      throw new LineError(
        `expected a space after the comma between two names, or a name in quotes, got ${token}`,
      );
    }
    names.push(parseName(name));
    if (isLast) break;
  }
  if (!tokens.accept('=')) throw new LineError(`expected = after ${names.join(', ')}`);
  return [names, tokens.rest()];
}

/** The parts before and after the first `separator`; the second is undefined if there is none. */
function split(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Content while its lines are read. */
export class ContentReader {
  readonly items: unknown[] = [];
  /** Number of bytes that the lines so far write. */
  size = 0;

  constructor(readonly machine: Machine) {}

  /** @throws LineError */
  add(line: string): ContentLine {
    const content = parseContentLine(line, this.size, this.machine);
    this.items.push(...content.items);
    this.size += content.size;
    return content;
  }
}
