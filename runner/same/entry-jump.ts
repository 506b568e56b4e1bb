import type { ImageSide } from './image-side';
import { Seen } from './seen-bytes';

/** So many jumps in a row are followed: a jump may lead to itself. */
const LONGEST_CHAIN = 8;

/** First bytes of `jmp rel8` and `jmp rel32`, the same for AMD64 and I386. */
const SHORT_JUMP = 0xeb;
const NEAR_JUMP = 0xe9;

/**
 * Where two functions go on, if exactly one of them begins with a direct jump: a linker may put a jump before
 * a function, as link.exe does with `/INCREMENTAL`, and nothing else depends on it.
 * @param x RVA of code in the first image
 * @param y RVA of code in the second
 * @returns RVAs of code; null if both begin with a jump, or neither does, or it leads nowhere
 */
export function withoutEntryJump(
  a: ImageSide,
  b: ImageSide,
  x: number,
  y: number,
): { readonly a: number; readonly b: number } | null {
  const [one, other] = [jumpAt(a, x), jumpAt(b, y)];
  if (one !== null && other === null) {
    const target = followed(a, x);
    return target === null ? null : { a: target, b: y };
  }
  if (one === null && other !== null) {
    const target = followed(b, y);
    return target === null ? null : { a: x, b: target };
  }
  return null;
}

/** Where a chain of direct jumps ends, all of which are then compared. */
function followed(side: ImageSide, start: number): number | null {
  const jumps: Jump[] = [];
  for (let at = start; jumps.length < LONGEST_CHAIN;) {
    const jump = jumpAt(side, at);
    if (jump === null) {
      for (const { rva, length } of jumps) side.seen.mark(rva, length, Seen.CODE);
      return at;
    }
    jumps.push(jump);
    at = jump.target;
  }
  return null;
}

interface Jump {
  readonly rva: number;
  /** In bytes. */
  readonly length: number;
  /** RVA of code. */
  readonly target: number;
}

function jumpAt({ contents }: ImageSide, rva: number): Jump | null {
  const opcode = contents.u8(rva);
  let length: number;
  if (opcode === NEAR_JUMP) length = 5;
  else if (opcode === SHORT_JUMP) length = 2;
  else return null;
  const distance = opcode === NEAR_JUMP ? contents.i32(rva + 1) : contents.i8(rva + 1);
  const target = rva + length + distance;
  return contents.isCode(target) ? { rva, length, target } : null;
}
