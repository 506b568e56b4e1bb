import { coff } from '../../reference';
import { isForEfi } from '../image/check/efi';
import type { Image } from '../image/read/image';

/** Linkers by the version that they write. */
const LINKERS: readonly (readonly [version: RegExp, name: string])[] = [
  [/^2\.25$/, 'Delphi, or GNU ld 2.25'],
  [/^2\.\d+$/, 'GNU ld'],
  [/^3\.0$/, 'Go'],
  [/^14\.0$/, 'LLD'],
  [/^([6-9]|1[0-4])\.\d+$/, 'link.exe without a Rich header'],
];

/**
 * What made an image, as far as it tells: whether it is for .NET or EFI, the Rich header that link.exe
 * leaves in the MS-DOS stub, and the version of the linker.
 */
export function imageToolchain(image: Image, bytes: Uint8Array): string {
  const { standard, signature } = image.headers;
  if (standard === null || signature === null) return 'none that the headers tell';
  if (isForEfi(image.headers)) return 'for EFI';
  const cli = image.directory(coff.DirectoryEntry.COM_DESCRIPTOR)?.entry.value;
  if (cli !== undefined && cli.virtual_address !== 0) return 'a compiler for .NET';
  const stub = Buffer.from(bytes.buffer, bytes.byteOffset, signature);
  if (stub.includes('Rich')) return 'link.exe';
  const { major_linker_version: major, minor_linker_version: minor } = standard.value;
  const version = `${major}.${minor}`;
  return LINKERS.find(([pattern]) => pattern.test(version))?.[1] ?? `linker version ${version}`;
}

/** What made an object: its machine, and what the compiler says of itself. */
export function objectToolchain(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (text.includes('.idata$')) return 'import libraries';
  if (text.includes('rustc version')) return 'rustc';
  if (text.includes('GCC: (')) return 'GCC';
  if (text.includes('clang version')) return 'clang';
  return 'others, which do not say';
}
