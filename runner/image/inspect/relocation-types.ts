import { coff } from '../../../reference';
import type { Named } from './plain';

const { MACHINE } = coff.IMAGE.FILE;
const { REL } = coff.IMAGE;

const TYPES: ReadonlyMap<number, Named> = new Map<number, Named>([
  [MACHINE.AMD64, REL.AMD64],
  [MACHINE.I386, REL.I386],
  [MACHINE.ARM, REL.ARM],
  [MACHINE.ARMNT, REL.ARM],
  [MACHINE.THUMB, REL.ARM],
  [MACHINE.ARM64, REL.ARM64],
  [MACHINE.ARM64EC, REL.ARM64],
  [MACHINE.ARM64X, REL.ARM64],
  [MACHINE.IA64, REL.IA64],
  [MACHINE.M32R, REL.M32R],
  [MACHINE.POWERPC, REL.PPC],
  [MACHINE.POWERPCFP, REL.PPC],
  [MACHINE.SH3, REL.SH],
  [MACHINE.SH3DSP, REL.SH],
  [MACHINE.SH4, REL.SH],
  [MACHINE.SH5, REL.SH],
  [MACHINE.MIPS16, REL.MIPS],
  [MACHINE.MIPSFPU, REL.MIPS],
  [MACHINE.MIPSFPU16, REL.MIPS],
  [MACHINE.R3000, REL.MIPS],
  [MACHINE.R4000, REL.MIPS],
  [MACHINE.R10000, REL.MIPS],
  [MACHINE.WCEMIPSV2, REL.MIPS],
]);

/** What the relocation types of a machine are called; null for a machine without relocations. */
export function relocationTypes(machine: coff.Machine): Named | null {
  return TYPES.get(machine) ?? null;
}
