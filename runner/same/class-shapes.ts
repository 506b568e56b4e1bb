import type { ImageContents } from './image-contents';

/** Bytes of what the Microsoft C++ ABI has of each class, in 64-bit images: `_s_RTTICompleteObjectLocator` and others. */
export const LOCATOR_SIZE = 24;
export const HIERARCHY_SIZE = 16;
export const BASE_CLASS_SIZE = 28;
export const THROW_INFO_SIZE = 16;
export const CATCHABLE_TYPE_SIZE = 28;
/** Bytes before the name of a type descriptor: the address of a table of virtual functions, and of a text at run time. */
export const TYPE_HEADER_SIZE = 16;

/** Classes of a list at most: base classes, or types that catch an exception. */
const MOST = 0x1000;
/** Bytes of the longest name of a type. */
const LONGEST_NAME = 0x1000;
/** Flags of `ThrowInfo`: const, volatile, unaligned, pure, and for WinRT. */
const THROW_FLAGS = 0x1f;

/** Where the fields of a complete object locator are. */
export const LOCATOR = { type: 12, hierarchy: 16, self: 20 } as const;
/** Those of a class hierarchy descriptor. */
export const HIERARCHY = { count: 8, baseClasses: 12 } as const;
/** Those of a base class descriptor. */
export const BASE_CLASS = { type: 0, hierarchy: 24 } as const;
/** Those of the information for a `throw`. */
export const THROW_INFO = { destructor: 4, compatible: 8, types: 12 } as const;
/** Those of a type that catches it. */
export const CATCHABLE_TYPE = { type: 4, copy: 24 } as const;

/**
 * Whether a complete object locator (`??_R4`) is at an RVA: it has the signature of 64-bit images, an RVA of itself, and
 * those of a type and of its class hierarchy, whose first class is that type. No header leads there, and symbols may be
 * stripped; all that together is no chance.
 */
export function isLocator(contents: ImageContents, rva: number): boolean {
  if (contents.wordSize !== 8 || contents.u32(rva) !== 1) return false;
  if (contents.u32(rva + LOCATOR.self) !== rva) return false;
  const type = contents.u32(rva + LOCATOR.type);
  const hierarchy = contents.u32(rva + LOCATOR.hierarchy);
  const first = contents.u32(contents.u32(hierarchy + HIERARCHY.baseClasses));
  return (
    isType(contents, type, '.?A') &&
    isHierarchy(contents, hierarchy) &&
    contents.u32(first + BASE_CLASS.type) === type
  );
}

/** The locator that is named before a table of virtual functions (`??_7`); -1 if there is none. @param rva of the first one */
export function locatorOf(contents: ImageContents, rva: number): number {
  if (contents.wordSize !== 8 || !contents.isCode(contents.pointerAt(rva))) return -1;
  const locator = contents.pointerAt(rva - contents.wordSize);
  return locator >= 0 && isLocator(contents, locator) ? locator : -1;
}

/**
 * Whether the information for a `throw` (`_TI1H`) is at an RVA: flags, and an RVA of a list of types that catch the
 * exception, which have names.
 */
export function isThrowInfo(contents: ImageContents, rva: number): boolean {
  if (contents.wordSize !== 8 || (contents.u32(rva) & ~THROW_FLAGS) !== 0) return false;
  const types = contents.u32(rva + THROW_INFO.types);
  const count = types === 0 ? 0 : listLength(contents, types);
  for (let i = 0; i < count; i += 1) {
    const type = contents.u32(contents.u32(types + 4 + 4 * i) + CATCHABLE_TYPE.type);
    if (!isType(contents, type, '.')) return false;
  }
  return count > 0;
}

/** How many RVAs a list has that begins with their number; 0 if it can be none. */
export function listLength(contents: ImageContents, rva: number): number {
  const count = contents.u32(rva);
  return count <= MOST ? count : 0;
}

/** Bytes of the name of a type, with its NUL. @param rva of the type descriptor (`??_R0`) */
export function typeNameSize(contents: ImageContents, rva: number): number {
  return contents.textLength(rva + TYPE_HEADER_SIZE, LONGEST_NAME) + 1;
}

function isHierarchy(contents: ImageContents, rva: number): boolean {
  return contents.u32(rva) === 0 && listLength(contents, rva + HIERARCHY.count) > 0;
}

function isType(contents: ImageContents, rva: number, start: string): boolean {
  const name = contents.bytes(rva + TYPE_HEADER_SIZE, start.length);
  return contents.pointerAt(rva) >= 0 && Buffer.from(name).toString('latin1') === start;
}
