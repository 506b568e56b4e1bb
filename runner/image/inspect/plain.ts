import { hex } from '../../text/numbers';
import { coff } from '../../../reference';
import { textOf } from '../read/text';

/**
 * A value of std.coff as JSON has it:
 *
 * - a number is a number; one of 64 bits is text, "0x140000000"
 * - an enum's value is the name of its tag, "AMD64", or its number if it has no tag
 * - flags are the names of those that are set, ["CNT_CODE", "ALIGN=16BYTES", "MEM_READ"]; bits
 *   without a meaning are there with their number, "unused1=0x2"
 * - bytes are text up to the first NUL
 * - a struct has upstream's field names; unused bytes are left out
 */
export type Plain<V> =
  V extends coff.EnumValue<string>
    ? string | number
    : V extends number
      ? number
      : V extends bigint | Uint8Array
        ? string
        : HasFlag<V> extends true
          ? readonly string[]
          : PlainStruct<V>;

type PlainStruct<V> = {
  readonly [K in keyof V as K extends `unused${string}` ? never : K]: Plain<V[K]>;
};

type HasFlag<V> = true extends V[keyof V] ? true : false;

interface Field {
  readonly name: string;
  readonly type: string;
}

/** An enumeration: its type in upstream, and the tags of its values. */
export interface Named {
  readonly type: string;
  name(value: number): string | undefined;
}

const ENUMERATIONS: ReadonlyMap<string, Named> = new Map<string, Named>(
  [
    coff.IMAGE.FILE.MACHINE,
    coff.OptionalHeader.Magic,
    coff.Subsystem,
    coff.SectionHeader.Flags.Align,
    coff.SectionNumber,
    coff.StorageClass,
    coff.BaseType,
    coff.ComplexType,
    coff.ComdatSelection,
    coff.WeakExternalFlag,
    coff.ImportType,
    coff.ImportNameType,
  ].map((each) => [each.type, each]),
);

const STRUCTS: ReadonlyMap<string, readonly Field[]> = new Map<string, readonly Field[]>(
  [
    coff.Header.Flags,
    coff.DllFlags,
    coff.SectionHeader.Flags,
    coff.OptionalHeader,
    coff.SymType,
  ].map(({ type, fields }) => [type, fields]),
);

/** The tag of an enum's value, or its number. */
export function tagOr(enumeration: Named, value: number): string | number {
  return enumeration.name(value) ?? value;
}

/** A record that a layout has read, see {@link Plain}. */
export function plainRecord<R extends object>(
  layout: { readonly fields: readonly Field[] },
  record: R,
): PlainStruct<R> {
  return structOf(layout.fields, record) as PlainStruct<R>;
}

function structOf(fields: readonly Field[], record: object): unknown {
  const values = record as Readonly<Record<string, unknown>>;
  const used = fields.filter(({ name }) => !name.startsWith('unused'));
  return Object.fromEntries(used.map(({ name, type }) => [name, plainValue(type, values[name])]));
}

function plainValue(type: string, value: unknown): unknown {
  if (typeof value === 'bigint') return hex(value);
  if (value instanceof Uint8Array) return textOf(value);
  if (typeof value === 'number') {
    const enumeration = ENUMERATIONS.get(type);
    return enumeration === undefined ? value : tagOr(enumeration, value);
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = STRUCTS.get(type) ?? [];
  const hasFlags = fields.some((field) => field.type === 'bool');
  return hasFlags ? flagNames(fields, value) : structOf(fields, value);
}

/** Bits that have several names (a union of upstream's) give each of them. */
function flagNames(fields: readonly Field[], record: object): readonly string[] {
  const values = record as Readonly<Record<string, unknown>>;
  return fields.flatMap(({ name, type }) => {
    const value = values[name];
    if (value === true) return [name];
    if (typeof value === 'number' && value !== 0) {
      const tag = ENUMERATIONS.get(type)?.name(value);
      return [`${name}=${tag ?? hex(value)}`];
    }
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([each, isSet]) => (isSet === true ? [each] : []));
  });
}
