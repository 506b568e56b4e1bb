import { MACHINE } from './image-file-machine';
import { AMD64 } from './image-rel-amd64';
import { ARM } from './image-rel-arm';
import { ARM64 } from './image-rel-arm64';
import { I386 } from './image-rel-i386';
import { IA64 } from './image-rel-ia64';
import { M32R } from './image-rel-m32r';
import { MIPS } from './image-rel-mips';
import { PPC } from './image-rel-ppc';
import { SH } from './image-rel-sh';

/**
 * The constants that Microsoft's headers call `IMAGE_FILE_MACHINE_*` and `IMAGE_REL_*`.
 *
 * PE Format, 3.3.1 Machine Types and 5.2.1 Type Indicators.
 */
export const IMAGE = {
  FILE: { MACHINE },
  /** Relocation types: what a `Relocation`'s `type` says, depending on the machine. */
  REL: { AMD64, ARM, ARM64, SH, PPC, I386, IA64, MIPS, M32R },
} as const;
