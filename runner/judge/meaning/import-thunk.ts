import type { Machine } from '../../../reference';
import type { LoadedImage } from '../../image/read/loaded-image';

/** A prefix that may come before the jump and changes nothing. */
const REX_W = 0x48;
/** `jmp [...]`: opcode and ModR/M byte, then 4 bytes of displacement or address. */
const JUMP = [0xff, 0x25] as const;
const FIELD_SIZE = 4;

/** A jump through a slot. */
export interface ImportThunk {
  /** RVA of the slot. */
  readonly slot: number;
  /** RVA of the 4 bytes that lead to the slot, with which the jump ends: a distance on x64, an address on i386. */
  readonly field: number;
}

/** The jump through a slot that is at an RVA, `jmp [slot]`; null if there is no such jump. */
export function importThunk(
  loaded: LoadedImage,
  rva: number,
  machine: Machine,
): ImportThunk | null {
  if (loaded.sectionAt(rva, 1)?.header.value.flags.MEM_EXECUTE !== true) return null;
  const prefix = machine === 'AMD64' && loaded.bytes(rva, 1)?.[0] === REX_W ? 1 : 0;
  const start = rva + prefix;
  const size = JUMP.length + FIELD_SIZE;
  const bytes = loaded.bytes(start, size);
  if (bytes === null || JUMP.some((byte, i) => bytes[i] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  const slot =
    machine === 'AMD64'
      ? (start + size + view.getInt32(JUMP.length, true)) >>> 0
      : Number(BigInt.asUintN(32, BigInt(view.getUint32(JUMP.length, true)) - loaded.imageBase));
  return { slot, field: start + JUMP.length };
}
