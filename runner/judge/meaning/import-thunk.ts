import type { Machine } from '../../../reference';
import type { LoadedImage } from '../../image/read/loaded-image';

/** A prefix that may come before the jump and changes nothing. */
const REX_W = 0x48;
/** `jmp [...]`: opcode and ModR/M byte, then 4 bytes of displacement or address. */
const JUMP = [0xff, 0x25] as const;
const FIELD_SIZE = 4;

/**
 * The RVA of the slot that the code at an RVA jumps through, `jmp [slot]`; null if it is no such jump.
 * The field is a distance on x64 and an address on i386.
 */
export function thunkSlot(loaded: LoadedImage, rva: number, machine: Machine): number | null {
  if (loaded.sectionAt(rva, 1)?.header.value.flags.MEM_EXECUTE !== true) return null;
  const prefix = machine === 'AMD64' && loaded.bytes(rva, 1)?.[0] === REX_W ? 1 : 0;
  const start = rva + prefix;
  const size = JUMP.length + FIELD_SIZE;
  const bytes = loaded.bytes(start, size);
  if (bytes === null || JUMP.some((byte, i) => bytes[i] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  if (machine === 'AMD64') return (start + size + view.getInt32(JUMP.length, true)) >>> 0;
  return Number(BigInt.asUintN(32, BigInt(view.getUint32(JUMP.length, true)) - loaded.imageBase));
}
