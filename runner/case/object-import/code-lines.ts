import type { DisassembledInstruction } from '../../image/disassembly/disassemble';
import { instructionsIn, type Block } from './blocks';
import { ObjectError } from './object-file';
import type { Resolver } from './resolver';

/** What fills the space between functions. */
const PADDING = /^(nop|xchg ax,ax|int 3|data)/;

/** The content of a function: one line an instruction, its relocations named. */
export function codeLines(block: Block, resolver: Resolver): readonly string[] {
  const { section, start, end } = block;
  const code = section.data.subarray(start, end);
  const relocations = resolver.relocationsIn(block);
  const relocated = (relocations.at(-1)?.offset ?? start - 1) + 1 - start;
  const instructions = withoutPadding(code, instructionsIn(section, start, end), relocated);
  let next = 0;
  return instructions.map(({ offset, length }) => {
    const parts: string[] = [];
    const limit = offset + length;
    for (let at = offset; at < limit;) {
      const relocation = relocations[next];
      if (relocation === undefined || relocation.offset - start >= limit) {
        parts.push(hexPairs(code.subarray(at, limit)));
        break;
      }
      const field = relocation.offset - start;
      const width = resolver.width(relocation.type);
      if (field < at || field + width > limit) {
        throw new ObjectError(
          `${block.name}: the relocation at 0x${field.toString(16)} is in no single instruction`,
        );
      }
      if (field > at) parts.push(hexPairs(code.subarray(at, field)));
      parts.push(resolver.field(relocation, block));
      at = field + width;
      next += 1;
    }
    return parts.join(' ');
  });
}

/**
 * Leaves out what was put behind the function to align the next one.
 * @param relocated bytes up to the last relocation: these are no padding
 */
function withoutPadding(
  code: Uint8Array,
  instructions: readonly DisassembledInstruction[],
  relocated: number,
): readonly DisassembledInstruction[] {
  let used = code.length;
  while (used > relocated && code[used - 1] === 0) used -= 1;
  const kept = instructions.filter(({ offset }) => offset < used);
  const end = kept.at(-1);
  // Zeros behind what control can leave are data of the function's own, or a part of it.
  if (
    end?.isLast !== true &&
    end?.text.startsWith('call') !== true &&
    !PADDING.test(end?.text ?? '')
  ) {
    return instructions;
  }
  while (kept.length > 1) {
    const last = kept.at(-1);
    if (last === undefined || last.offset < relocated || !PADDING.test(last.text)) break;
    // One trap behind a call that does not return is the function's own.
    if (last.text === 'int 3' && kept.at(-2)?.text.startsWith('call') === true) break;
    kept.pop();
  }
  return kept;
}

/** "48 83 ec 38". */
export function hexPairs(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
