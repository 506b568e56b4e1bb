import type { Comparison } from './comparison';
import type { ImageSide } from './image-side';
import { locatorOf } from './class-shapes';
import { Seen } from './seen-bytes';
import { isVirtualTable, virtualTableEnd } from './virtual-tables';
import { zeroesAt } from './zero-run';

const BREAKPOINT = 0xcc;

/**
 * Collects what anything in an image seems to refer to: code that the walk did not come to, and all
 * values that look like pointers. None of it is compared; it only ends the extent of data.
 * @param side one of the two images
 */
export function collectSoftStarts(comparison: Comparison, side: ImageSide): void {
  if (side.image.is64) sweepCode(comparison, side);
  collectPointers(comparison, side);
  for (const rva of side.image.slots.keys()) side.starts.addHard(rva);
  for (const rva of side.image.directories) side.starts.addHard(rva);
}

/** Decodes unreached code from wherever it begins, for its RIP-relative operands. */
function sweepCode({ shapes, budget }: Comparison, side: ImageSide): void {
  const { contents, seen } = side;
  const { bytes } = seen;
  const { memory } = contents;
  for (const section of contents.sections) {
    if (!section.isCode) continue;
    const end = section.filledEnd - section.shift;
    let at = section.start - section.shift;
    let isInCode = false;
    while (at < end) {
      const isPadded = isPadding(memory, at) || (!isInCode && isLastZero(side, at));
      if (bytes[at] !== Seen.NOT || isPadded) {
        isInCode = false;
        // All zeroes but the last are padding.
        at += memory[at] === 0 ? Math.max(1, zeroesAt(memory, at, end) - 1) : 1;
        continue;
      }
      isInCode = true;
      budget.take(1);
      const shape = shapes.at(memory, at);
      if (shape?.isIpRelative === true) {
        const rva = at + section.shift;
        const to = rva + shape.length + contents.i32(rva + shape.displacementOffset);
        if (contents.sectionAt(to)?.isCode === false) addSoft(side, to);
      }
      at += shape?.length ?? shapes.invalidLength;
    }
  }
}

function isPadding(code: Uint8Array, at: number): boolean {
  return code[at] === BREAKPOINT || (code[at] === 0 && code[at + 1] === 0);
}

/** Whether the zero at an index is the last of several, after which code begins. */
function isLastZero({ contents, seen }: ImageSide, at: number): boolean {
  const { memory } = contents;
  return memory[at] === 0 && at > 0 && memory[at - 1] === 0 && seen.bytes[at - 1] === Seen.NOT;
}

/** In 32-bit code, addresses are absolute: what base relocations name, wherever it is. */
function collectPointers({ budget }: Comparison, side: ImageSide): void {
  const { contents, image, relocations } = side;
  if (relocations !== null) {
    budget.take(relocations.all.size);
    for (const rva of relocations.all) {
      addTarget(side, rva);
      addVirtualTable(side, rva);
    }
    return;
  }
  const { wordSize } = contents;
  for (const { isCode, start, filledEnd, shift } of contents.sections) {
    // In 64-bit code no address stands at a multiple of its size.
    if (isCode && image.is64) continue;
    const step = isCode ? 1 : wordSize;
    budget.take((filledEnd - start) / 4);
    for (let at = Math.ceil(start / step) * step; at + wordSize <= filledEnd; at += step) {
      if (contents.memory[at - shift] === 0) {
        const zeroes = contents.zeroesWithoutAddress(at, filledEnd - at);
        at += zeroes - (zeroes % step);
        if (at + wordSize > filledEnd) break;
      }
      const to = contents.pointerAtIndex(at - shift);
      if (to >= 0 && contents.sectionAt(to) !== undefined) addSoft(side, to);
      if (to >= 0 && !isCode) addVirtualTable(side, at);
    }
  }
}

function addTarget(side: ImageSide, rva: number): void {
  const { contents } = side;
  const to = contents.pointerAt(rva);
  if (to >= 0 && contents.sectionAt(to) !== undefined) addSoft(side, to);
}

/** What follows a table of virtual functions is something else. @param rva of the address of a type, if it is one */
function addVirtualTable({ contents, starts }: ImageSide, rva: number): void {
  const functions = rva + contents.wordSize;
  if (locatorOf(contents, functions) >= 0) starts.addSoft(rva);
  else if (isVirtualTable(contents, functions)) starts.addSoft(rva - contents.wordSize);
  else return;
  starts.addSoft(virtualTableEnd(contents, functions));
}

/** What seems to refer to the middle of an address refers to something else, or is wrong: nothing begins there. */
function addSoft(side: ImageSide, to: number): void {
  const { contents, image, starts } = side;
  const word = to - (to % contents.wordSize);
  const isAddress = image.is64 ? side.pointerAt(word) >= 0 : side.isRelocated(word);
  if (word === to || !isAddress) starts.addSoft(to);
}
