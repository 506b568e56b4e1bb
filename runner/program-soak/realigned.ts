import type { Judgement } from '../judge/result/case-result';

/** A statement of a listing that names a symbol, as `nav g_165: [4]u8 align 16`. */
const HEAD = /^(?:nav|fn|uav) ("(?:[^"\\]|\\.)*"|\S+): .*/;

/** A reference that asks for an alignment, as `@uav g_165 align 16`. */
const REFERENCE = /@uav (\S+) align (\d+)/g;

const ALIGNMENT = / align (\d+)$/;

/** Bytes to which functions are aligned that do not say otherwise. */
const FUNCTION_ALIGNMENT = 16;

/** What `meaning` says of a symbol that is not aligned as it should be. */
const MISALIGNED = /^misaligned: [nu]av (.*): 0x[0-9a-f]+; /;

/**
 * The symbols that need more alignment than they first did, after each update. The real linker leaves them where they
 * are, and so does the reference: docs/upstream-findings.md has nav-not-realigned and uav-not-realigned.
 */
export function realignedSymbols(
  listings: readonly (readonly string[])[],
): readonly ReadonlySet<string>[] {
  const first = new Map<string, number>();
  const grown = new Set<string>();
  const note = (name: string, alignment: number): void => {
    const before = first.get(name);
    if (before === undefined) first.set(name, alignment);
    else if (alignment > before) grown.add(name);
  };
  return listings.map((lines) => {
    for (const line of lines) {
      const [, name] = HEAD.exec(line) ?? [];
      const [, own] = ALIGNMENT.exec(line) ?? [];
      const plain = line.startsWith('fn ') ? FUNCTION_ALIGNMENT : 1;
      if (name !== undefined) note(name, Number(own ?? plain));
      for (const [, uav = '', alignment] of line.matchAll(REFERENCE)) note(uav, Number(alignment));
    }
    return new Set(grown);
  });
}

/** Whether the only thing that is wrong is that such symbols are not aligned. */
export function isOnlyRealigned(
  { level, verdict, details }: Judgement,
  realigned: ReadonlySet<string>,
): boolean {
  if (level !== 'meaning' || verdict !== 'fail' || details.length === 0) return false;
  return details.every((line) => {
    const [, name] = MISALIGNED.exec(line) ?? [];
    return name !== undefined && realigned.has(name);
  });
}
