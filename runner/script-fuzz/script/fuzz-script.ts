import type { LinkOptions } from '../../../reference';

/** An item of content, as a link script has it. */
export type Item =
  | string
  | { readonly splat: readonly [byte: number, count: number] }
  | { readonly rebase: number }
  | { readonly ptr: ItemTarget; readonly addend?: number }
  | {
      readonly reloc: ItemTarget;
      readonly type: string;
      readonly addend?: number;
      readonly offset?: number;
    };

/** What an item refers to, as a link script has it. */
export type ItemTarget =
  | { readonly nav: string }
  | { readonly uav: string; readonly align?: number }
  | { readonly lazy: readonly [kind: string, type: string] }
  | { readonly global: readonly [name: string, dll: string | null] };

/** An op, as a link script has it. */
export interface ScriptOp {
  readonly op: string;
  readonly content?: readonly Item[];
  readonly [field: string]: unknown;
}

/** A link script as data. */
export interface FuzzScript {
  /** Those that do not have their defaults. */
  readonly options: Partial<LinkOptions>;
  readonly ops: readonly ScriptOp[];
}

/** The lines of a script, without their ends. */
export function scriptLines({ options, ops }: FuzzScript): readonly string[] {
  return [{ linkScript: 1, options }, ...ops].map((line) => JSON.stringify(line));
}

/** The text of a script. */
export function fuzzScriptText(script: FuzzScript): string {
  return scriptLines(script)
    .map((line) => `${line}\n`)
    .join('');
}

/** Bytes that an item writes. @param pointerSize bytes of an address */
export function itemSize(item: Item, pointerSize: number): number {
  if (typeof item === 'string') return item.length / 2;
  if ('splat' in item) return item.splat[1];
  return 'ptr' in item ? pointerSize : 0;
}
