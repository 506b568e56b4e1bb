import { MemorySize, MemorySizeExt, Mnemonic, OpKind, Register, RegisterExt } from 'iced-x86';

/** The whole register of each register that was met: asking for it is slow. */
const FULL: (Register | undefined)[] = [];

/** The whole register that a register is part of: RAX for EAX, AX, AL, also in 32-bit code. */
export function fullRegister(register: Register): Register {
  const known = FULL[register];
  if (known !== undefined) return known;
  const full = RegisterExt.fullRegister(register);
  FULL[register] = full;
  return full;
}

const SIZES = new Map<MemorySize, number>();

/** Bytes that a memory operand reads or writes; 0 if it does neither, or that is not known. */
export function memoryBytes(memorySize: MemorySize): number {
  let size = SIZES.get(memorySize);
  if (size === undefined) {
    size = MemorySizeExt.size(memorySize);
    SIZES.set(memorySize, size);
  }
  return size;
}

/** A number with a fraction has no fewer bytes than are read, and its last ones often are all that is not zero. */
const FRACTIONS: ReadonlySet<MemorySize> = new Set([MemorySize.Float32, MemorySize.Float64]);

/**
 * How many of the bytes that an instruction reads are surely part of what it reads: compilers read
 * values of 3, 5, 6 and 7 bytes as if they had 4 or 8.
 */
export function surelyRead(memorySize: MemorySize): number {
  const size = memoryBytes(memorySize);
  if (FRACTIONS.has(memorySize)) return size;
  return size === 4 || size === 8 ? size / 2 + 1 : size;
}

export const NEAR_BRANCHES: ReadonlySet<OpKind> = new Set([
  OpKind.NearBranch16,
  OpKind.NearBranch32,
  OpKind.NearBranch64,
]);

/** Immediates of 16 bits, as which Zig's error numbers appear. */
export const SHORT_IMMEDIATES: ReadonlySet<OpKind> = new Set([
  OpKind.Immediate16,
  OpKind.Immediate8to16,
]);

/** Instructions that write their first operand without reading it, if that is a register. */
export const OVERWRITING: ReadonlySet<Mnemonic> = new Set([
  Mnemonic.Mov,
  Mnemonic.Movzx,
  Mnemonic.Movsx,
  Mnemonic.Movsxd,
  Mnemonic.Lea,
  Mnemonic.Movups,
  Mnemonic.Movaps,
  Mnemonic.Movdqu,
  Mnemonic.Movdqa,
  Mnemonic.Movq,
  Mnemonic.Movd,
  Mnemonic.Lddqu,
  Mnemonic.Pop,
]);

/** Instructions that write no register but their first operand, if that is one. */
export const PLAIN: ReadonlySet<Mnemonic> = new Set([
  ...OVERWRITING,
  Mnemonic.Cmp,
  Mnemonic.Test,
  Mnemonic.Add,
  Mnemonic.Sub,
  Mnemonic.And,
  Mnemonic.Or,
  Mnemonic.Xor,
  Mnemonic.Movss,
  Mnemonic.Movsd,
  Mnemonic.Inc,
  Mnemonic.Dec,
  Mnemonic.Neg,
  Mnemonic.Not,
  Mnemonic.Shl,
  Mnemonic.Shr,
  Mnemonic.Sar,
  Mnemonic.Nop,
  Mnemonic.Vmovdqu,
  Mnemonic.Vmovdqa,
  Mnemonic.Vmovups,
  Mnemonic.Vmovaps,
  Mnemonic.Push,
  Mnemonic.Bt,
  Mnemonic.Ucomiss,
  Mnemonic.Ucomisd,
  Mnemonic.Pxor,
  Mnemonic.Xorps,
  Mnemonic.Sete,
  Mnemonic.Setne,
  Mnemonic.Setb,
  Mnemonic.Seta,
  Mnemonic.Setae,
  Mnemonic.Setbe,
  Mnemonic.Setl,
  Mnemonic.Setg,
  Mnemonic.Setle,
  Mnemonic.Setge,
]);

/** The unit of string moves, in bytes. */
export const STRING_MOVES: ReadonlyMap<Mnemonic, number> = new Map([
  [Mnemonic.Movsb, 1],
  [Mnemonic.Movsw, 2],
  [Mnemonic.Movsd, 4],
  [Mnemonic.Movsq, 8],
]);

/** The registers that string moves read from and write to. */
export const STRING_REGISTERS: readonly Register[] = [Register.RSI, Register.RDI];

/** Functions of Windows and of C runtimes that do not return, in lower case. */
const NEVER_RETURN: ReadonlySet<string> = new Set([
  'exitprocess',
  'exitthread',
  'rtlexituserprocess',
  'rtlexituserthread',
  'rtlraisestatus',
  'fatalexit',
  'abort',
  'exit',
  '_exit',
  'quick_exit',
  'longjmp',
  'raisefailfastexception',
  'freelibraryandexitthread',
  '_invoke_watson',
  '_invalid_parameter_noinfo_noreturn',
  'terminate',
  '__std_terminate',
  '_cxxthrowexception',
  '__cxa_throw',
  '__cxa_rethrow',
  '__cxa_bad_cast',
  '__cxa_bad_typeid',
  '__cxa_throw_bad_array_new_length',
  '_unwind_resume',
  '_zst9terminatev',
  '?terminate@@yaxxz',
]);

/**
 * `std::__throw_length_error(char const*)` and its kin in libstdc++, and `std::_Xlength_error(char const *)` in the library
 * of MSVC, in lower case.
 */
const THROWS = /^(_zst\d+__throw_|\?_x\w+@std@@ya)/u;

/** Whether an import never returns. @param slot "kernel32.dll!ExitProcess" */
export function neverReturns(slot: string): boolean {
  const name = slot.slice(slot.indexOf('!') + 1).toLowerCase();
  return NEVER_RETURN.has(name) || THROWS.test(name);
}
