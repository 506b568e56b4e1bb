import { Decoder, Instruction, Mnemonic, Register } from 'iced-x86';
import type { CodeMap } from './code-map';
import type { ReferredPlace } from './data-ties';
import type { ObjectSection } from './object';
import type { Pieces } from './pieces';

/**
 * Ties all code of a section of assembly, if the object takes an address in it: `lea rax, [first]`,
 * `add rax, second - first` reaches `second`, and no byte says that the number is a distance. It may as
 * well be shifted, multiplied, read from a table or passed to another function, so no number that the
 * object holds tells which labels are meant.
 *
 * @param places what the whole object refers to in the section
 */
export function tieCodeAddresses(
  pieces: Pieces,
  map: CodeMap,
  places: readonly ReferredPlace[],
): void {
  if (pieces.all.length < 2) return;
  const address = addressTaken(places, map) ?? returnAddressTaken(pieces, map);
  if (address === null) return;
  const reason = 'in assembly, an address may be used for what is before or after its label';
  pieces.tie(pieces.all[0]?.start ?? 0, pieces.section.data.length - 1, {
    offset: address,
    reason,
  });
}

/** A place whose address is taken otherwise than to call it or to jump to it; null for none. */
function addressTaken(places: readonly ReferredPlace[], map: CodeMap): number | null {
  const place = places.find(({ access, isBranch }) => access === null && !isBranch);
  const reference = map.references.find(({ isBranch }) => !isBranch);
  return place?.offset ?? reference?.target ?? null;
}

/** A place that is called, and starts with reading the address that it would return to. */
function returnAddressTaken({ section, all }: Pieces, map: CodeMap): number | null {
  const called = map.references.flatMap(({ isCall, target }) => (isCall ? [target] : []));
  const starts = all.map(({ start }) => start);
  return [...starts, ...called].find((start) => readsStackTop(section, start)) ?? null;
}

function readsStackTop({ data, machine }: ObjectSection, offset: number): boolean {
  const decoder = new Decoder(machine === 'AMD64' ? 64 : 32, data, 0);
  const instruction = new Instruction();
  decoder.position = offset;
  decoder.decodeOut(instruction);
  const { mnemonic, memoryBase, memoryDisplacement } = instruction;
  const isStack = memoryBase === Register.RSP || memoryBase === Register.ESP;
  const isTop = isStack && memoryDisplacement === 0n;
  instruction.free();
  decoder.free();
  return mnemonic === Mnemonic.Pop || isTop;
}
