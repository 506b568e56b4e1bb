/** What an object says of a section that an image would hold. */
export interface GroupedSection {
  readonly name: string;
  readonly kind: 'code' | 'data' | 'constant';
  /** Bytes. */
  readonly size: number;
  /** Bytes. */
  readonly alignment: number;
  /** Whether a linker keeps one of several with the same symbol. */
  readonly isComdat: boolean;
  /** Names of the symbols in it. */
  readonly labels: readonly string[];
}

/** Sections that linkers put one after another, and what a program may walk through as one array. */
export interface SectionGroup {
  /** As the image has it: without what follows a "$". */
  readonly name: string;
  /** In their order in memory: the index of each section, and where it is, in bytes from the group's start. */
  readonly starts: readonly (readonly [index: number, start: number])[];
  /** Bytes. */
  readonly size: number;
  /** Whether no part of it may be placed without the others. */
  readonly isWhole: boolean;
}

/** Sections that compilers choose by themselves. What is in them is reached by its own symbol. */
const OF_COMPILERS = /^\.(text|data|rdata|rodata|bss|sdata|sbss|xdata|pdata)(?![A-Za-z0-9_])/;

/**
 * Finds which sections of data belong together. Linkers join sections of one name, sorted by what
 * follows a "$": programs have arrays that start in ".mine$a" and end in ".mine$z", and arrays of all
 * that is in ".mine". PE Format, 4.2 Grouped Sections (Object Only).
 */
export function groupsOf(sections: readonly GroupedSection[]): readonly SectionGroup[] {
  const shared = new Map<string, number[]>();
  const groups: number[][] = [];
  sections.forEach((section, index) => {
    const name = arrayName(section);
    const members = name === null ? undefined : shared.get(name);
    if (members !== undefined) {
      members.push(index);
      return;
    }
    const own = [index];
    groups.push(own);
    if (name !== null) shared.set(name, own);
  });
  return groups.map((members) => laidOut(members, sections));
}

/** What the array is called that a section may be a part of; null if it is on its own. */
function arrayName({ name, kind, isComdat, labels }: GroupedSection): string | null {
  if (kind === 'code') return null;
  const dollar = name.indexOf('$');
  const base = dollar < 0 ? name : name.slice(0, dollar);
  if (!OF_COMPILERS.test(name)) return base;
  if (dollar < 0 || isComdat) return null;
  // With -fdata-sections GCC calls a section by the symbol in it, which has a "_" before it on I386.
  const suffix = name.slice(dollar + 1);
  const isOfSymbol = labels.some((label) => label === suffix || label === `_${suffix}`);
  return isOfSymbol || labels.length === 0 ? null : `${base}$`;
}

function laidOut(members: readonly number[], sections: readonly GroupedSection[]): SectionGroup {
  const [first = 0] = members;
  const name = sections[first]?.name ?? '';
  const isWhole = sections[first] !== undefined && arrayName(sections[first]) !== null;
  const suffix = (index: number): string => /\$(.*)$/.exec(sections[index]?.name ?? '')?.[1] ?? '';
  const sorted =
    members.length === 1
      ? members
      : [...members].sort((a, b) => compare(suffix(a), suffix(b)) || a - b);
  const starts: [number, number][] = [];
  let size = 0;
  for (const index of sorted) {
    const { alignment = 1, size: bytes = 0 } = sections[index] ?? {};
    size = Math.ceil(size / alignment) * alignment;
    starts.push([index, size]);
    size += bytes;
  }
  return { name: members.length === 1 ? name : name.replace(/\$.*$/, ''), starts, size, isWhole };
}

/** Orders names by their bytes, as linkers do. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
