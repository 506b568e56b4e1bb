import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseCase } from '../../parser';
import type { Case } from '../../case';
import { packageRoot } from '../../../system/package-root';
import { importListing, importObject, type ImportOptions } from '../import-object';

/** Objects that are imported whole. */
export const OBJECTS = [
  'clang-O0',
  'clang-O2',
  'clang-i386',
  'gcc-O0',
  'gcc-O2',
  'nasm',
  'constants',
  'weak-clang',
  'weak-gcc',
  'zig',
] as const;

/** File of an object; `fixtures/README.md` says how each was made. */
export function fixtureFile(name: string): string {
  return path.join(packageRoot(), 'runner', 'case', 'object-import', 'fixtures', `${name}.obj`);
}

export function fixture(name: string): Buffer {
  return fs.readFileSync(fixtureFile(name));
}

/** What the program entered at wWinMainCRTStartup needs, all functions of DLLs from kernel32. */
export const FROM_KERNEL32: ImportOptions = { dllOf: () => 'kernel32', roots: [] };

/** Zig's object has much that a program does not need. */
export function optionsFor(name: string): ImportOptions {
  return name === 'zig' ? { ...FROM_KERNEL32, roots: ['wWinMainCRTStartup'] } : FROM_KERNEL32;
}

/** The lines of an object's #link block. */
export function listingOf(
  bytes: Uint8Array,
  options: ImportOptions = FROM_KERNEL32,
): readonly string[] {
  return importListing(importObject(bytes, options), null);
}

/**
 * A listing as the only update of a case.
 * @throws CaseError
 */
export function asCase(listing: readonly string[], machine = 'AMD64'): Case {
  const head = [
    '#target=x86_64-windows-selfhosted',
    `#link_option=machine=${machine}`,
    '#update=one',
    '#link',
  ];
  return parseCase([...head, ...listing, 'flush', ''].join('\n'), 'imported.incr');
}

/** The lines of one statement of a listing: those of its content without indent and disassembly. */
export function contentOf(listing: readonly string[], head: RegExp): readonly string[] {
  const start = listing.findIndex((line) => head.test(line));
  if (start < 0) throw new Error(`no statement matches ${String(head)}`);
  const end = listing.findIndex((line, index) => index > start && !line.startsWith(' '));
  return listing
    .slice(start + 1, end < 0 ? listing.length : end)
    .map((line) => line.trim().split('  ')[0] ?? '');
}

/** The first lines of all statements. */
export function heads(listing: readonly string[]): readonly string[] {
  return listing.filter((line) => !line.startsWith(' '));
}
