import { IMAGE } from '../coff';
import type { Machine } from './options';

/** What is stored in the field of a relocation. */
export const FieldValue = {
  /** Nothing: the type is a placeholder. */
  NONE: 0,
  /** The address in memory, with the image base. */
  VIRTUAL_ADDRESS: 1,
  /** The address relative to the image base. */
  RVA: 2,
  /** The distance from a place after the field. */
  RELATIVE: 3,
  /** Upstream has no code for this type. It panics when it applies such a relocation. */
  UNSUPPORTED: 4,
} as const;

/** One relocation type of a machine: PE Format, "COFF Relocations (Object Only), Type Indicators". */
interface RelocKind {
  readonly value: number;
  /** Width of the field in bytes. */
  readonly width: number;
  /** For RELATIVE: bytes from the start of the field to where the distance begins. */
  readonly origin?: number;
}

const { NONE, VIRTUAL_ADDRESS, RVA, RELATIVE } = FieldValue;

/** The types that upstream applies. Upstream: `Coff2.Reloc.apply`. */
const APPLIED: Readonly<Record<Machine, Readonly<Record<string, RelocKind>>>> = {
  AMD64: {
    ABSOLUTE: { value: NONE, width: 0 },
    ADDR64: { value: VIRTUAL_ADDRESS, width: 8 },
    ADDR32: { value: VIRTUAL_ADDRESS, width: 4 },
    ADDR32NB: { value: RVA, width: 4 },
    REL32: { value: RELATIVE, width: 4, origin: 4 },
    REL32_1: { value: RELATIVE, width: 4, origin: 5 },
    REL32_2: { value: RELATIVE, width: 4, origin: 6 },
    REL32_3: { value: RELATIVE, width: 4, origin: 7 },
    REL32_4: { value: RELATIVE, width: 4, origin: 8 },
    REL32_5: { value: RELATIVE, width: 4, origin: 9 },
  },
  I386: {
    ABSOLUTE: { value: NONE, width: 0 },
    DIR16: { value: VIRTUAL_ADDRESS, width: 2 },
    REL16: { value: RELATIVE, width: 2, origin: 2 },
    DIR32: { value: VIRTUAL_ADDRESS, width: 4 },
    DIR32NB: { value: RVA, width: 4 },
    REL32: { value: RELATIVE, width: 4, origin: 4 },
  },
};

/** Field widths, in bytes, of types that upstream has a name for but does not apply. */
const OTHER_WIDTHS: Readonly<Record<string, number>> = {
  SECTION: 2,
  SECREL: 4,
  SECREL7: 1,
  TOKEN: 4,
  SREL32: 4,
  PAIR: 0,
  SSPAN32: 4,
  SEG12: 2,
};

/**
 * The relocation types of one machine, by number: what to store, its width, and its origin.
 * Names and numbers are those of `IMAGE.REL`.
 */
export class RelocKinds {
  readonly #values = new Uint8Array(256).fill(FieldValue.UNSUPPORTED);
  readonly #widths = new Uint8Array(256);
  readonly #origins = new Uint8Array(256);
  readonly #numbers = new Map<string, number>();
  readonly #names = new Map<number, string>();

  constructor(readonly machine: Machine) {
    const applied = APPLIED[machine];
    for (const [name, number] of Object.entries(relocTypes(machine))) {
      this.#numbers.set(name, number);
      this.#names.set(number, name);
      const kind = applied[name];
      this.#widths[number] = kind?.width ?? OTHER_WIDTHS[name] ?? 0;
      if (kind === undefined) continue;
      this.#values[number] = kind.value;
      this.#origins[number] = kind.origin ?? 0;
    }
  }

  /** The number of a type in IMAGE.REL of this machine, or undefined if it has no such name. */
  number(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  name(type: number): string {
    return this.#names.get(type) ?? String(type);
  }

  /** One of {@link FieldValue}. */
  value(type: number): number {
    return this.#values[type] as number;
  }

  /** Width of the field in bytes. */
  width(type: number): number {
    return this.#widths[type] as number;
  }

  /** Bytes of the field that the content must have written: see {@link relocSpan}. */
  span(type: number): number {
    return Math.min(this.width(type), 4);
  }

  /** Bytes from the start of the field to where a RELATIVE distance begins. */
  origin(type: number): number {
    return this.#origins[type] as number;
  }

  /** The type of a pointer in data. Upstream: `getVAddr`. */
  get pointerType(): number {
    return this.machine === 'AMD64' ? IMAGE.REL.AMD64.ADDR64 : IMAGE.REL.I386.DIR32;
  }

  /** The type of the displacement in an import thunk, which only AMD64 has. */
  get thunkType(): number {
    return IMAGE.REL.AMD64.REL32;
  }
}

function relocTypes(machine: Machine): Record<string, number> {
  const types: Record<string, unknown> = IMAGE.REL[machine];
  return Object.fromEntries(
    Object.entries(types).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    ),
  );
}

const kindsByMachine = new Map<Machine, RelocKinds>();

function kindsOf(machine: Machine): RelocKinds {
  let kinds = kindsByMachine.get(machine);
  if (kinds === undefined) kindsByMachine.set(machine, (kinds = new RelocKinds(machine)));
  return kinds;
}

/** Width in bytes of the field of a type, or undefined if IMAGE.REL of the machine has no such type. */
export function relocWidth(machine: Machine, name: string): number | undefined {
  const kinds = kindsOf(machine);
  const number = kinds.number(name);
  return number === undefined ? undefined : kinds.width(number);
}

/**
 * How many bytes from the offset of a relocation the content must have written, or undefined if
 * IMAGE.REL of the machine has no such type. This is the width of the field, but only 4 bytes for
 * ADDR64: upstream bounds a field by the node of its symbol, which is usually larger than the content,
 * so the other bytes may lie after the last write.
 */
export function relocSpan(machine: Machine, name: string): number | undefined {
  const kinds = kindsOf(machine);
  const number = kinds.number(name);
  return number === undefined ? undefined : kinds.span(number);
}
