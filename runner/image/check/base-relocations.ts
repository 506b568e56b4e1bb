import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from '../../text/numbers';
import type { BaseRelocationBlock, BaseRelocationProblem } from '../read/base-relocations';
import { reportProblems, type RuleTable } from './rule-table';

const BLOCK = '6.6.1 Base Relocation Block';

const RULES = {
  'base-relocation-page-aligned': [BLOCK, 'The page of a block is a multiple of 4 KiB.'],
  'base-relocation-block-size': [
    BLOCK,
    'A block has room for its head, and its size is a multiple of 4: the next one is aligned.',
  ],
  'base-relocation-blocks-fill-directory': [
    BLOCK,
    'Blocks follow one another to the end of the directory.',
  ],
  'base-relocation-type': [
    '6.6.2 Base Relocation Types',
    'The type of a base relocation is one of the machine.',
  ],
  'base-relocation-once': [BLOCK, 'A block relocates a place once.'],
  'base-relocation-in-section': [BLOCK, 'What is relocated is in a section, all of it.'],
} as const satisfies RuleTable &
  Readonly<Record<Exclude<BaseRelocationProblem, 'tables-fit-file'>, RuleTable[string]>>;

const PAGE_SIZE = 0x1000;
const { BaseRelocationType: Type } = coff;
const { MACHINE } = coff.IMAGE.FILE;

/** Bytes that a type changes, of the types that every machine has. */
const WIDTHS: ReadonlyMap<number, number> = new Map<number, number>([
  [Type.HIGH, 2],
  [Type.LOW, 2],
  [Type.HIGHLOW, 4],
  [Type.HIGHADJ, 2],
  [Type.DIR64, 8],
]);
/** The types that mean something on some machines only, and the bytes that they change. */
const WIDTHS_OF_MACHINES: readonly {
  readonly machines: readonly number[];
  readonly widths: Readonly<Record<number, number>>;
}[] = [
  // MOV32: two instructions that hold a half each.
  { machines: [MACHINE.ARM, MACHINE.ARMNT, MACHINE.THUMB], widths: { 5: 8, 7: 8 } },
  // HIGH20, LOW12I and LOW12S.
  {
    machines: [MACHINE.RISCV32, MACHINE.RISCV64, MACHINE.RISCV128],
    widths: { 5: 4, 7: 4, 8: 4 },
  },
  // MARK_LA.
  { machines: [MACHINE.LOONGARCH32, MACHINE.LOONGARCH64], widths: { 8: 8 } },
  // JMPADDR and JMPADDR16.
  {
    machines: [MACHINE.R3000, MACHINE.R4000, MACHINE.R10000, MACHINE.WCEMIPSV2],
    widths: { 5: 4 },
  },
  { machines: [MACHINE.MIPS16, MACHINE.MIPSFPU, MACHINE.MIPSFPU16], widths: { 5: 4, 9: 4 } },
];

type Check = DirectoryCheck<typeof RULES>;

/** The base relocations. */
export const BASE_RELOCATIONS = directoryArea(coff.DirectoryEntry.BASERELOC, RULES, (check) => {
  const { image, report } = check;
  const { baseRelocations } = image.image;
  for (const block of baseRelocations?.blocks ?? []) checkBlock(check, block);
  reportProblems(baseRelocations?.problems ?? [], report);
});

function checkBlock(check: Check, { head, rva, entries }: BaseRelocationBlock): void {
  const { memory, image, report } = check;
  const { page_rva: page } = head.value;
  if (page % PAGE_SIZE !== 0) {
    const place = head.place('page_rva');
    report('base-relocation-page-aligned', place, hex(page), `a multiple of ${hex(PAGE_SIZE)}`);
  }
  const { machine } = image.header.value;
  const offsets = new Set<number>();
  for (let i = 0; i < entries.length; i += 1) {
    const { type, offset } = coff.BaseRelocation.fromInt(entries[i] ?? 0);
    if (type === Type.ABSOLUTE) continue;
    const target = page + offset;
    const at = rva + i * coff.BaseRelocation.SIZE;
    const place = { offset: memory.offsetOf(at), field: `${head.name} -> BaseRelocation[${i}]` };
    if (offsets.has(offset)) {
      const expected = 'a place that has no other base relocation';
      report('base-relocation-once', place, hex(target), expected);
    }
    offsets.add(offset);
    const width = widthOf(type, machine, image.is64);
    if (width === null) {
      const name = coff.IMAGE.FILE.MACHINE.name(machine) ?? hex(machine);
      const typePlace = { ...place, field: `${place.field}.type` };
      report('base-relocation-type', typePlace, `${type}`, `a type of ${name}`);
    } else if (memory.sectionAt(target, width) === null) {
      const expected = `the RVA of ${width} bytes in a section`;
      const offsetPlace = { ...place, field: `${place.field}.offset` };
      report('base-relocation-in-section', offsetPlace, hex(target), expected);
    }
    // HIGHADJ has the low half of its address in the slot behind it.
    if (type === Type.HIGHADJ) i += 1;
  }
}

function widthOf(type: number, machine: number, is64: boolean): number | null {
  if (type === Type.DIR64 && !is64) return null;
  const own = WIDTHS_OF_MACHINES.find(({ machines }) => machines.includes(machine));
  return WIDTHS.get(type) ?? own?.widths[type] ?? null;
}
