import { enumeration, type EnumValue } from './enumeration';

/** A CPU that an object or image is for: `IMAGE.FILE.MACHINE`. */
export type Machine = EnumValue<'coff.IMAGE.FILE.MACHINE'>;

const tags = enumeration('coff.IMAGE.FILE.MACHINE', 16, {
  /** Any machine at all. */
  UNKNOWN: 0x0,
  /** Alpha AXP with 32-bit addresses. */
  ALPHA: 0x184,
  /** Alpha AXP with 64-bit addresses. */
  ALPHA64: 0x284,
  /** Matsushita AM33. */
  AM33: 0x1d3,
  /** x86-64. */
  AMD64: 0x8664,
  /** 32-bit ARM, little-endian. */
  ARM: 0x1c0,
  /** AArch64, little-endian. */
  ARM64: 0xaa64,
  /** AArch64 code that calls emulated x86-64 code and is called by it. */
  ARM64EC: 0xa641,
  /** ARM64 and ARM64EC code in one file. */
  ARM64X: 0xa64e,
  /** ARM Thumb-2, little-endian. */
  ARMNT: 0x1c4,
  /** EFI byte code. */
  EBC: 0xebc,
  /** Intel 386 and later. */
  I386: 0x14c,
  /** Intel Itanium. */
  IA64: 0x200,
  /** LoongArch, 32-bit. */
  LOONGARCH32: 0x6232,
  /** LoongArch, 64-bit. */
  LOONGARCH64: 0x6264,
  /** Mitsubishi M32R, little-endian. */
  M32R: 0x9041,
  /** MIPS16. */
  MIPS16: 0x266,
  /** MIPS with a floating-point unit. */
  MIPSFPU: 0x366,
  /** MIPS16 with a floating-point unit. */
  MIPSFPU16: 0x466,
  /** PowerPC, little-endian. */
  POWERPC: 0x1f0,
  /** PowerPC with floating point. */
  POWERPCFP: 0x1f1,
  /** MIPS I, big-endian. */
  R3000BE: 0x160,
  /** MIPS I, little-endian. */
  R3000: 0x162,
  /** MIPS III, little-endian. */
  R4000: 0x166,
  /** MIPS IV, little-endian. */
  R10000: 0x168,
  /** RISC-V with 32-bit addresses. */
  RISCV32: 0x5032,
  /** RISC-V with 64-bit addresses. */
  RISCV64: 0x5064,
  /** RISC-V with 128-bit addresses. */
  RISCV128: 0x5128,
  /** Hitachi SH3. */
  SH3: 0x1a2,
  /** Hitachi SH3 DSP. */
  SH3DSP: 0x1a3,
  /** Hitachi SH4. */
  SH4: 0x1a6,
  /** Hitachi SH5. */
  SH5: 0x1a8,
  /** ARM Thumb. */
  THUMB: 0x1c2,
  /** MIPS WCE v2, little-endian. */
  WCEMIPSV2: 0x169,
});

/**
 * Machine types. `AXP64` is a second name of `ALPHA64`, a declaration and no tag.
 *
 * PE Format, 3.3.1 Machine Types.
 */
export const MACHINE: typeof tags & { readonly AXP64: Machine } = Object.defineProperty(
  tags as typeof tags & { AXP64: Machine },
  'AXP64',
  { value: tags.ALPHA64 },
);
