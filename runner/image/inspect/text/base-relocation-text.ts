import { hex } from '../../../text/numbers';
import type { InspectedRelocationBlock } from '../inspection';
import { recordLine } from './record-text';
import { wrapWords } from './wrap-words';

/** The blocks of base relocations; entries of one type in a row share its name. */
export function* baseRelocationLines(
  blocks: readonly InspectedRelocationBlock[],
): Generator<string> {
  for (const { page_rva, block_size, entries } of blocks) {
    yield* recordLine({ page_rva, block_size }, 2);
    let offsets: string[] = [];
    for (const [i, { offset, type }] of entries.entries()) {
      offsets.push(`0x${offset.toString(16).padStart(3, '0')}`);
      if (entries[i + 1]?.type === type) continue;
      const name = typeof type === 'number' ? hex(type) : type;
      const [first = '', ...rest] = wrapWords(offsets, 14);
      yield `    ${name.padEnd(10)}${first.trimStart()}`;
      yield* rest;
      offsets = [];
    }
  }
}
