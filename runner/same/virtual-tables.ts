import type { ImageContents } from './image-contents';

/** Bytes of an object of C++ that has virtual functions, at most. */
const LARGEST_OBJECT = 0x100_0000;

/** Words of a table that are before its first function, and read there: a distance, and the address of the type. */
export const WORDS_BEFORE = 2;

/** Words that a `std::type_info` has at least: the addresses of its virtual functions, and of its name. */
export const TYPE_WORDS = 2;

/**
 * Whether a table of virtual functions of C++ begins, which names its type. Objects have the address of the first
 * function; before that are the address of the type, and the distance from a part of the object to its start. Itanium C++
 * ABI, 2.5.2 Virtual Table Components and Order. GCC and Clang write such tables for MinGW.
 * @param rva of the first function
 */
export function isVirtualTable(contents: ImageContents, rva: number): boolean {
  const { wordSize } = contents;
  return (
    leadsToCode(contents, rva) &&
    isTypeInfo(contents, contents.pointerAt(rva - wordSize)) &&
    isDistance(contents, rva - WORDS_BEFORE * wordSize)
  );
}

/** Where a table of virtual functions ends: where its addresses of code do. @param rva of the first function */
export function virtualTableEnd(contents: ImageContents, rva: number): number {
  let end = rva;
  while (leadsToCode(contents, end)) end += contents.wordSize;
  return end;
}

function leadsToCode(contents: ImageContents, rva: number): boolean {
  return contents.isCode(contents.pointerAt(rva));
}

/** Whether something begins as a `std::type_info`: with the addresses of its virtual functions, and of its name. */
function isTypeInfo(contents: ImageContents, rva: number): boolean {
  const { wordSize } = contents;
  if (rva < 0 || contents.isCode(rva) || contents.pointerAt(rva) < 0) return false;
  const name = contents.pointerAt(rva + wordSize);
  return name >= 0 && !contents.isCode(name) && contents.textLength(name, 1) === 1;
}

/** Whether a word is a distance from a part of an object to its start: it is 0 or negative, and no address. */
function isDistance(contents: ImageContents, rva: number): boolean {
  const distance = contents.i32(rva);
  const isExtended = contents.wordSize === 4 || contents.i32(rva + 4) === (distance < 0 ? -1 : 0);
  return isExtended && distance <= 0 && distance > -LARGEST_OBJECT;
}
