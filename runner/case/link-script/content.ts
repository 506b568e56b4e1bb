import { relocSpan, type LazyKind, type Machine } from '../../../reference';
import { isAlignment, isLazyKind } from './fields';
import { HexStage } from './hex-stage';
import { FieldError } from './script-error';

/** The target of a pointer in data. */
export type PointerTarget =
  | {
      readonly kind: 'nav';
      readonly nav: string;
      /** The same for the same name throughout a script; absent where nobody counted. */
      readonly number?: number;
    }
  | { readonly kind: 'uav'; readonly uav: string; readonly align: number | null };

/** The target of a relocation. */
export type Target =
  | PointerTarget
  | { readonly kind: 'lazy'; readonly lazy: LazyKind; readonly type: string }
  | { readonly kind: 'global'; readonly name: string; readonly libName: string | null };

/** A pointer in data. */
export interface Pointer {
  readonly target: PointerTarget;
  readonly addend: number;
}

/** A relocation of a field that was or will be written. */
export interface ContentReloc {
  readonly target: Target;
  readonly addend: number;
  /** Name in IMAGE.REL of the machine. */
  readonly type: string;
  /** Bytes from the start of the content. */
  readonly offset: number;
}

/** The first number of each step. */
export const Step = {
  /** One write of `bytes[start..end]`: start, end. */
  WRITE: 0,
  /** One fill: byte, count. */
  SPLAT: 1,
  /** Asks for room: bytes, 0. */
  REBASE: 2,
  /** A pointer: index in `pointers`, 0. */
  POINTER: 3,
  /** A relocation: index in `relocs`, 0. */
  RELOC: 4,
} as const;

/** How many numbers a step has, with its kind. */
export const STEP_SIZE = 3;

/**
 * The writes of a code generator, in order and with their sizes. The arrays are flat, because a big
 * program has millions of writes of a few bytes each.
 */
export interface Content {
  /** Three numbers for each step: see {@link Step}. */
  readonly steps: readonly number[];
  /** The bytes of all WRITE steps, one after the other. */
  readonly bytes: Uint8Array;
  readonly pointers: readonly Pointer[];
  readonly relocs: readonly ContentReloc[];
}

/** What content may refer to. */
export interface ContentContext {
  readonly machine: Machine;
  isUavDefined(id: string): boolean;
}

const stage = new HexStage();

/**
 * Reads the `content` of an op.
 * @throws FieldError that names the item and what was expected
 */
export function parseContent(items: readonly unknown[], context: ContentContext): Content {
  return new ContentParser(context).parse(items);
}

class ContentParser {
  readonly #steps: number[] = [];
  readonly #pointers: Pointer[] = [];
  readonly #relocs: ContentReloc[] = [];
  /** Index of the item of each relocation, for messages once the size is known. */
  readonly #relocItems: number[] = [];
  /** Number of bytes that the items so far write. */
  #end = 0;
  readonly #context: ContentContext;

  constructor(context: ContentContext) {
    this.#context = context;
  }

  parse(items: readonly unknown[]): Content {
    stage.clear();
    for (let i = 0; i < items.length; i += 1) {
      const item = items[i];
      if (typeof item === 'string') this.#write(item, i);
      else this.#object(item, i);
    }
    this.#relocs.forEach((reloc, index) => {
      this.#checkWithin(reloc, this.#relocItems[index] ?? 0);
    });
    return {
      steps: this.#steps,
      bytes: stage.take(),
      pointers: this.#pointers,
      relocs: this.#relocs,
    };
  }

  #write(hex: string, index: number): void {
    const start = stage.length;
    const bad = stage.append(hex);
    if (bad !== undefined) {
      throw refused({ item: index, path: '' }, `${bad} in the hex bytes ${excerpt(hex)}`);
    }
    this.#steps.push(Step.WRITE, start, stage.length);
    this.#end += stage.length - start;
  }

  #object(item: unknown, index: number): void {
    const at: ItemField = { item: index, path: '' };
    const fields = record(item, at);
    if ('splat' in fields) {
      onlyFields(fields, ['splat'], at);
      this.#splat(fields.splat, at);
    } else if ('rebase' in fields) {
      onlyFields(fields, ['rebase'], at);
      this.#steps.push(Step.REBASE, natural(fields.rebase, within(at, '.rebase')), 0);
    } else if ('ptr' in fields) {
      onlyFields(fields, ['ptr', 'addend'], at);
      const target = this.#target(fields.ptr, within(at, '.ptr'));
      if (target.kind !== 'nav' && target.kind !== 'uav') {
        throw refused(within(at, '.ptr'), `expected a nav or a uav, got a ${target.kind}`);
      }
      this.#steps.push(Step.POINTER, this.#pointers.length, 0);
      this.#pointers.push({
        target,
        addend: optionalInteger(fields.addend, within(at, '.addend'), 0),
      });
      this.#end += this.#context.machine === 'AMD64' ? 8 : 4;
    } else if ('reloc' in fields) {
      onlyFields(fields, ['reloc', 'type', 'addend', 'offset'], at);
      this.#reloc(fields, at);
      this.#relocItems.push(index);
    } else {
      throw refused(
        at,
        `expected hex bytes, or an object with splat, rebase, ptr or reloc; ` +
          `got the fields ${Object.keys(fields).join(', ') || '(none)'}`,
      );
    }
  }

  #splat(value: unknown, at: ItemField): void {
    if (!Array.isArray(value) || value.length !== 2) {
      throw refused(within(at, '.splat'), `expected [byte, count], got ${show(value)}`);
    }
    const byte = natural(value[0], within(at, '.splat[0]'));
    if (byte > 0xff)
      throw refused(within(at, '.splat[0]'), `expected a byte, 0 to 255, got ${byte}`);
    const count = natural(value[1], within(at, '.splat[1]'));
    this.#steps.push(Step.SPLAT, byte, count);
    this.#end += count;
  }

  #reloc(fields: Record<string, unknown>, at: ItemField): void {
    const target = this.#target(fields.reloc, within(at, '.reloc'));
    const type = text(fields.type, within(at, '.type'));
    const { machine } = this.#context;
    if (relocSpan(machine, type) === undefined) {
      throw refused(within(at, '.type'), `IMAGE.REL.${machine} has no type ${show(type)}`);
    }
    const addend = optionalInteger(fields.addend, within(at, '.addend'), 0);
    const offset = optionalInteger(fields.offset, within(at, '.offset'), this.#end - 4);
    this.#steps.push(Step.RELOC, this.#relocs.length, 0);
    this.#relocs.push({ target, addend, type, offset });
  }

  #checkWithin({ type, offset }: ContentReloc, item: number): void {
    const span = relocSpan(this.#context.machine, type) ?? 0;
    if (offset >= 0 && offset + span <= this.#end) return;
    throw refused(
      { item, path: '' },
      `${type} relocates ${span} bytes at ${offset}, ` + `but the content wrote ${this.#end} bytes`,
    );
  }

  #target(value: unknown, at: ItemField): Target {
    const fields = record(value, at);
    if ('nav' in fields) {
      onlyFields(fields, ['nav'], at);
      return { kind: 'nav', nav: text(fields.nav, within(at, '.nav')) };
    }
    if ('uav' in fields) {
      onlyFields(fields, ['uav', 'align'], at);
      const uav = text(fields.uav, within(at, '.uav'));
      if (!this.#context.isUavDefined(uav)) {
        throw refused(within(at, '.uav'), `no uav ${show(uav)} was defined before this op`);
      }
      const align = fields.align;
      if (align !== undefined && !isAlignment(align)) {
        throw refused(
          within(at, '.align'),
          `expected a power of two up to 2^52, got ${show(align)}`,
        );
      }
      return { kind: 'uav', uav, align: align ?? null };
    }
    if ('lazy' in fields) {
      onlyFields(fields, ['lazy'], at);
      const [kind, type] = pair(fields.lazy, within(at, '.lazy'), '[kind, type]');
      if (!isLazyKind(kind)) {
        throw refused(within(at, '.lazy[0]'), `expected "code" or "const_data", got ${show(kind)}`);
      }
      return { kind: 'lazy', lazy: kind, type: text(type, within(at, '.lazy[1]')) };
    }
    if ('global' in fields) {
      onlyFields(fields, ['global'], at);
      const [name, libName] = pair(fields.global, within(at, '.global'), '[name, DLL or null]');
      return {
        kind: 'global',
        name: symbolName(name, within(at, '.global[0]')),
        libName: libName === null ? null : symbolName(libName, within(at, '.global[1]')),
      };
    }
    throw refused(
      at,
      `expected an object with nav, uav, lazy or global; ` +
        `got the fields ${Object.keys(fields).join(', ') || '(none)'}`,
    );
  }
}

/** A field of an item of the content. */
interface ItemField {
  /** Index of the item. */
  readonly item: number;
  /** ".reloc.uav"; "" for the item itself. */
  readonly path: string;
}

function within({ item, path }: ItemField, more: string): ItemField {
  return { item, path: `${path}${more}` };
}

function refused({ item, path }: ItemField, problem: string): FieldError {
  return new FieldError(`content[${item}]${path}`, problem, item);
}

function record(value: unknown, at: ItemField): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw refused(at, `expected an object, got ${show(value)}`);
}

function onlyFields(fields: object, allowed: readonly string[], at: ItemField): void {
  for (const field of Object.keys(fields)) {
    if (!allowed.includes(field)) {
      throw refused(at, `unknown field ${show(field)}; expected ${allowed.join(', ')}`);
    }
  }
}

function pair(value: unknown, at: ItemField, form: string): readonly [unknown, unknown] {
  if (Array.isArray(value) && value.length === 2) return [value[0], value[1]];
  throw refused(at, `expected ${form}, got ${show(value)}`);
}

function text(value: unknown, at: ItemField): string {
  if (typeof value === 'string') return value;
  throw refused(at, `expected a string, got ${show(value)}`);
}

/** A name that goes into the image. A NUL would end it there. */
function symbolName(value: unknown, at: ItemField): string {
  const name = text(value, at);
  if (!name.includes('\0')) return name;
  throw refused(at, `a name in the image cannot hold a NUL, got ${show(name)}`);
}

function natural(value: unknown, at: ItemField): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw refused(at, `expected an integer from 0 to 2^53-1, got ${show(value)}`);
}

function optionalInteger(value: unknown, at: ItemField, absent: number): number {
  if (value === undefined) return absent;
  if (Number.isSafeInteger(value)) return value as number;
  throw refused(at, `expected an integer below 2^53, got ${show(value)}`);
}

/** Does not show arrays and objects, which may be nested deeply. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return excerpt(JSON.stringify(value));
}

function excerpt(value: string): string {
  return value.length > 40 ? `${value.slice(0, 37)}...` : value;
}
