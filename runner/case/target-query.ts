import { didYouMean } from '../text/nearest-name';

/** The form of a target: a target query of Zig, and the backend that makes the code. */
const FORM = /^(?<arch>\w+)-(?<os>\w+)(?:-\w+)?-(?:selfhosted|llvm|cbe)$/;

const EXAMPLE = '#target=x86_64-windows-selfhosted';

/** `std.Target.Cpu.Arch` of Zig 0.16.0, as far as a program for an operating system can be for it. */
const ARCHITECTURES = [
  ...['aarch64', 'aarch64_be', 'arm', 'armeb', 'hexagon', 'loongarch32', 'loongarch64', 'm68k'],
  ...['mips', 'mipsel', 'mips64', 'mips64el', 'powerpc', 'powerpcle', 'powerpc64', 'powerpc64le'],
  ...['riscv32', 'riscv64', 's390x', 'sparc', 'sparc64', 'thumb', 'thumbeb', 'wasm32', 'wasm64'],
  ...['x86', 'x86_64'],
];

/** `std.Target.Os.Tag` of Zig 0.16.0, likewise. */
const SYSTEMS = [
  ...['windows', 'linux', 'macos', 'freebsd', 'netbsd', 'openbsd', 'dragonfly', 'wasi', 'uefi'],
  ...['freestanding', 'ios', 'haiku', 'illumos', 'solaris', 'plan9', 'serenity', 'emscripten'],
];

/** What is wrong with the value of a `#target`; null if nothing is. */
export function targetProblem(value: string): string | null {
  const { arch, os } = FORM.exec(value)?.groups ?? {};
  if (arch === undefined || os === undefined) {
    return `expected #target=ARCH-OS-BACKEND, as in ${EXAMPLE}, got ${value}`;
  }
  return (
    unknown('architecture', arch, ARCHITECTURES) ?? unknown('operating system', os, SYSTEMS) ?? null
  );
}

function unknown(what: string, name: string, known: readonly string[]): string | null {
  if (known.includes(name)) return null;
  return `unknown ${what} ${name}${didYouMean(name, known)}; a target is like ${EXAMPLE}`;
}
