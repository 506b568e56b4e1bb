import { coff } from '../../reference';
import { didYouMean } from '../text/nearest-name';
import { LineError } from './link-script/script-error';

const { DllFlags, Header, SectionHeader, Subsystem } = coff;

/** How a number of the headers compares with what a case expects. */
export type Relation = '=' | '<=' | '>=';

/** A number, or a field of the headers that holds one. */
export type NumberOrField = bigint | NumberField;

/** What a case expects of the headers of its image: see `#expect_image`. */
export type ImageFact = { readonly text: string } & (
  | {
      readonly kind: 'flag';
      readonly where: 'coff' | 'dll';
      /** As std.coff names it. */
      readonly name: string;
      readonly isSet: boolean;
    }
  | { readonly kind: 'subsystem'; readonly subsystem: string }
  | {
      readonly kind: 'number';
      readonly field: NumberField;
      readonly relation: Relation;
      readonly value: NumberOrField;
    }
  /** A field that linkers may leave at 0, but may not get wrong. */
  | { readonly kind: 'derived'; readonly field: DerivedField }
  | {
      readonly kind: 'section';
      readonly section: string;
      /** All of its flags `MEM_*`, without that. */
      readonly flags: readonly string[];
    }
);

const NUMBER_FIELDS = [
  'image_base',
  'size_of_stack_reserve',
  'size_of_stack_commit',
  'size_of_heap_reserve',
  'size_of_heap_commit',
] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

const DERIVED_FIELDS = ['checksum', 'size_of_code', 'base_of_code'] as const;
export type DerivedField = (typeof DERIVED_FIELDS)[number];

const COFF_FLAGS = flagNames(Header.Flags);
const DLL_FLAGS = flagNames(DllFlags);
const MEMORY_FLAGS = flagNames(SectionHeader.Flags).filter((name) => name.startsWith('MEM_'));
const SUBSYSTEMS = Object.keys(Subsystem);

const FIELDS: readonly string[] = [
  ...COFF_FLAGS,
  ...DLL_FLAGS,
  'subsystem',
  ...NUMBER_FIELDS,
  ...DERIVED_FIELDS,
];

/**
 * Reads `FIELD=VALUE` of an `#expect_image`.
 * @throws LineError
 */
export function parseImageFact(text: string): ImageFact {
  const [, field, relation, value] = /^([.\w$]+)(<=|>=|=)(\S+)$/.exec(text) ?? [];
  if (field === undefined || relation === undefined || value === undefined) {
    throw new LineError(
      `expected #expect_image=FIELD=VALUE (or <=, >=), as LARGE_ADDRESS_AWARE=true, got ${text}`,
    );
  }
  const number = NUMBER_FIELDS.find((name) => name === field);
  if (number !== undefined) {
    return {
      text,
      kind: 'number',
      field: number,
      relation: relation as Relation,
      value: numberOrField(value),
    };
  }
  if (relation !== '=') throw new LineError(`${field} is no number; expected ${field}=VALUE`);
  const where = COFF_FLAGS.includes(field) ? 'coff' : DLL_FLAGS.includes(field) ? 'dll' : null;
  if (where !== null) {
    expectOneOf(field, value, ['true', 'false']);
    return { text, kind: 'flag', where, name: field, isSet: value === 'true' };
  }
  if (field === 'subsystem') {
    expectOneOf(field, value, SUBSYSTEMS);
    return { text, kind: 'subsystem', subsystem: value };
  }
  const derived = DERIVED_FIELDS.find((name) => name === field);
  if (derived !== undefined) {
    expectOneOf(field, value, ['right']);
    return { text, kind: 'derived', field: derived };
  }
  if (field.startsWith('.')) {
    const flags = value.split('+');
    for (const flag of flags) {
      expectOneOf(
        field,
        flag,
        MEMORY_FLAGS.map((name) => name.replace('MEM_', '')),
      );
    }
    return { text, kind: 'section', section: field, flags };
  }
  throw new LineError(
    `unknown field ${field}${didYouMean(field, FIELDS)}; the fields are ${FIELDS.join(', ')}, and names of sections, as .text`,
  );
}

function numberOrField(value: string): NumberOrField {
  const field = NUMBER_FIELDS.find((name) => name === value);
  if (field !== undefined) return field;
  if (/^(0x[0-9a-f]{1,16}|\d{1,19})$/i.test(value)) return BigInt(value);
  throw new LineError(`expected a number, or one of ${NUMBER_FIELDS.join(', ')}, got ${value}`);
}

function expectOneOf(field: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new LineError(
    `expected ${field} to be one of ${known.join(', ')}, got ${value}${didYouMean(value, known)}`,
  );
}

function flagNames(flags: { init(): object }): readonly string[] {
  return Object.keys(flags.init()).filter((name) => !/^_|RESERVED/.test(name));
}
