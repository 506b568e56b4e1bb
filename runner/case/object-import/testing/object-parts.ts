import type {
  WrittenSection,
  WrittenSymbol,
} from '../../../image/coff-object/testing/write-object';

/** A section of code: its bytes in hex. */
export function text(
  bytes: string,
  relocations: WrittenSection['relocations'] = [],
): WrittenSection {
  return { name: '.text', kind: 'code', bytes, relocations };
}

/** A section of data: its bytes in hex. */
export function data(bytes: string, more: Partial<WrittenSection> = {}): WrittenSection {
  return { name: '.data', kind: 'data', bytes, ...more };
}

/** A function at an offset of .text. */
export function fn(name: string, value: number): WrittenSymbol {
  return { name, section: '.text', value, isFunction: true };
}

/** A label at an offset of .text, which only its object knows. */
export function label(name: string, value: number): WrittenSymbol {
  return { name, section: '.text', value, isStatic: true };
}

/** A variable at an offset of .data. */
export function variable(name: string, value: number): WrittenSymbol {
  return { name, section: '.data', value };
}
