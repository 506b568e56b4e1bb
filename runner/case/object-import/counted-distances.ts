import { Decoder, Instruction, Mnemonic, OpKind, Register } from 'iced-x86';
import type { CodeMap } from './code-map';
import type { ReferredPlace } from './data-ties';
import type { ObjectSection } from './object';
import type { Pieces } from './pieces';
import { relocationsWithin } from './relocations-within';

/**
 * Ties functions in assembly of which one may be reached from the other's address, as in
 * `lea rax, [first]`, `add rax, second - first`: no byte says that the number is a distance. So every
 * number that is added, subtracted, compared or kept may be one, where it leads from an address that the
 * object takes to a label.
 *
 * @param places what the whole object refers to in the section
 */
export function tieCountedCode(
  pieces: Pieces,
  map: CodeMap,
  places: readonly ReferredPlace[],
): void {
  const { section } = pieces;
  const addresses = addressesTaken(places, map);
  if (addresses.size === 0 || pieces.all.length < 2) return;
  const distances = numbersIn(section, map);
  const starts = new Set(pieces.all.map(({ start }) => start));
  const end = section.data.length;
  for (const address of addresses) {
    for (const distance of distances) {
      for (const target of [address + distance, address - distance]) {
        if (!starts.has(target) && target !== end) continue;
        // What ends where the number leads to is meant, and what starts there.
        const tie = {
          offset: address,
          reason: `${distance} bytes from that address, a number in the code, is another label`,
        };
        pieces.tie(address, target === end ? end - 1 : target, tie);
      }
    }
  }
}

/** Places whose address is taken, but for what is called or jumped to. */
function addressesTaken(places: readonly ReferredPlace[], map: CodeMap): ReadonlySet<number> {
  return new Set([
    ...places.flatMap(({ offset, access, isBranch }) =>
      access === null && !isBranch ? [offset] : [],
    ),
    ...map.references.flatMap(({ isBranch, target }) => (isBranch ? [] : [target])),
  ]);
}

/** What an instruction may do with a distance. */
const COUNTING: ReadonlySet<Mnemonic> = new Set([
  Mnemonic.Add,
  Mnemonic.Sub,
  Mnemonic.Lea,
  Mnemonic.Mov,
  Mnemonic.Cmp,
  Mnemonic.Push,
  Mnemonic.Call,
  Mnemonic.Jmp,
]);

const STACK: ReadonlySet<Register> = new Set([
  Register.RSP,
  Register.RBP,
  Register.ESP,
  Register.EBP,
]);

/** All numbers above zero that instructions count with, and that no relocation fills in. */
function numbersIn(section: ObjectSection, map: CodeMap): ReadonlySet<number> {
  const numbers = new Set<number>();
  const decoder = new Decoder(section.machine === 'AMD64' ? 64 : 32, section.data, 0);
  const instruction = new Instruction();
  for (let at = 0; at < section.data.length; at += Math.max(1, map.lengthAt(at))) {
    const length = map.lengthAt(at);
    if (length === 0 || relocationsWithin(section, at, at + length).length > 0) continue;
    decoder.position = at;
    decoder.decodeOut(instruction);
    if (!COUNTING.has(instruction.mnemonic)) continue;
    for (const number of numbersOf(instruction)) {
      if (number !== 0) numbers.add(Math.abs(number));
    }
  }
  instruction.free();
  decoder.free();
  return numbers;
}

function numbersOf(instruction: Instruction): readonly number[] {
  const numbers: number[] = [];
  for (let i = 0; i < instruction.opCount; i += 1) {
    const kind = instruction.opKind(i);
    if (kind === OpKind.Memory) {
      if (STACK.has(instruction.memoryBase) || instruction.isIpRelMemoryOperand) continue;
      numbers.push(Number(BigInt.asIntN(64, instruction.memoryDisplacement)));
    } else if (isImmediate(kind) && !isOfStack(instruction)) {
      numbers.push(Number(BigInt.asIntN(64, instruction.immediate(i))));
    }
  }
  return numbers;
}

function isOfStack(instruction: Instruction): boolean {
  return instruction.op0Kind === OpKind.Register && STACK.has(instruction.op0Register);
}

function isImmediate(kind: OpKind): boolean {
  return kind >= OpKind.Immediate8 && kind <= OpKind.Immediate32to64;
}
