import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from '../../text/numbers';
import type { BaseRelocationBlock, BaseRelocationProblem } from '../read/base-relocations';
import type { Place } from '../read/place';
import { RelocatedPlaces } from './relocated-places';
import { TableBytes } from './table-bytes';
import { broken, unusual, reportProblems, type RuleTable } from './rule-table';

const BLOCK = '6.6.1 Base Relocation Block';

const RULES = {
  'base-relocation-page-aligned': unusual(
    BLOCK,
    'The page of a block is a multiple of 4 KiB.',
    'nobody: Wine and ReactOS add offsets to the address as it is',
    'allowed',
  ),
  'base-relocation-block-size': broken(
    BLOCK,
    'A block has room for its head, and ends at a multiple of 4 where another follows.',
    'Windows 8.1: the kernel does not relocate the image (dotnet/runtime pull request 54668)',
  ),
  'base-relocation-blocks-fill-directory': broken(
    BLOCK,
    'Blocks follow one another to the end of the directory.',
    'pefile; the loader reads what follows the directory as a block',
  ),
  'base-relocation-type': broken(
    '6.6.2 Base Relocation Types',
    'The type of a base relocation is one of the machine.',
    'Wine: LdrProcessRelocationBlock ends, and the DLL is not loaded',
  ),
  'base-relocation-once': broken(
    BLOCK,
    'A place is relocated once.',
    'pefile; the address is wrong once the image moves',
  ),
  'base-relocations-disjoint': broken(
    BLOCK,
    'Places that are relocated do not overlap.',
    'pefile; the addresses are wrong once the image moves',
  ),
  'base-relocations-ascending': unusual(
    'Loader of Windows: on ARM64 (golang/go issue 51923)',
    'The relocations of a block are in ascending order.',
    'Windows on ARM64 (golang/go issue 51923)',
  ),
  'base-relocation-outside-tables': broken(
    BLOCK,
    'The tables of imports, exports and base relocations hold RVAs and names: they are not relocated.',
    'LoadLibrary of Wine fails or crashes once the DLL lies elsewhere',
  ),
  'base-relocation-in-section': broken(
    BLOCK,
    'What is relocated is in a section, all of it.',
    'LoadLibrary of Wine fails or crashes once the DLL lies elsewhere; pefile',
  ),
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
  const blocks = baseRelocations?.blocks ?? [];
  const places = new RelocatedPlaces();
  for (const number of blocks.keys()) checkBlock(check, blocks, number, places);
  checkConflicts(check, blocks, places);
  checkTables(check, blocks, places);
  reportProblems(baseRelocations?.problems ?? [], report);
});

function checkBlock(
  check: Check,
  blocks: readonly BaseRelocationBlock[],
  number: number,
  places: RelocatedPlaces,
): void {
  const { memory, image, report } = check;
  const block = blocks[number] as BaseRelocationBlock;
  const { head, entries } = block;
  const { page_rva: page } = head.value;
  if (page % PAGE_SIZE !== 0) {
    const place = head.place('page_rva');
    report('base-relocation-page-aligned', place, hex(page), `a multiple of ${hex(PAGE_SIZE)}`);
  }
  const { machine } = image.header.value;
  let before = 0;
  for (let i = 0; i < entries.length; i += 1) {
    const { type, offset } = coff.BaseRelocation.fromInt(entries[i] ?? 0);
    if (type === Type.ABSOLUTE) continue;
    const target = page + offset;
    if (offset < before) {
      const expected = `${hex(page + before)} or more, as the relocation before it has`;
      report('base-relocations-ascending', placeOf(check, block, i), hex(target), expected);
    }
    before = offset;
    const width = widthOf(type, machine, image.is64);
    if (width === null) {
      const name = coff.IMAGE.FILE.MACHINE.name(machine) ?? hex(machine);
      const place = placeOf(check, block, i, '.type');
      report('base-relocation-type', place, `${type}`, `a type of ${name}`);
    } else if (memory.sectionAt(target, width) === null) {
      const expected = `the RVA of ${width} bytes in a section`;
      const place = placeOf(check, block, i, '.offset');
      report('base-relocation-in-section', place, hex(target), expected);
    }
    places.add({ target, width: width ?? 1, block: number, entry: i });
    // HIGHADJ has the low half of its address in the slot after it.
    if (type === Type.HIGHADJ) i += 1;
  }
}

function checkConflicts(
  check: Check,
  blocks: readonly BaseRelocationBlock[],
  places: RelocatedPlaces,
): void {
  for (const { first, second } of places.conflicts()) {
    const place = placeOf(check, blocks[second.block] as BaseRelocationBlock, second.entry);
    const found = `${hex(second.target)}, ${second.width} bytes`;
    const { field } = placeOf(check, blocks[first.block] as BaseRelocationBlock, first.entry);
    const other = `those of ${field}, ${first.width} at ${hex(first.target)}`;
    const rule =
      first.target === second.target ? 'base-relocation-once' : 'base-relocations-disjoint';
    check.report(rule, place, found, `other bytes than ${other}`);
  }
}

function checkTables(
  check: Check,
  blocks: readonly BaseRelocationBlock[],
  places: RelocatedPlaces,
): void {
  const tables = new TableBytes(check.image.image);
  for (const { target, width, block, entry } of places.all) {
    if (!tables.hasAny(target, width)) continue;
    const place = placeOf(check, blocks[block] as BaseRelocationBlock, entry, '.offset');
    const found = `${hex(target)}, in a table that the loader reads`;
    check.report('base-relocation-outside-tables', place, found, 'the RVA of an address');
  }
}

/** The place of an entry of a block, or of a part of the entry. */
function placeOf(
  { memory }: Check,
  { head, rva }: BaseRelocationBlock,
  entry: number,
  part = '',
): Place {
  const at = rva + entry * coff.BaseRelocation.SIZE;
  return {
    offset: memory.offsetOf(at),
    field: `${head.name} -> BaseRelocation[${entry}]${part}`,
  };
}

function widthOf(type: number, machine: number, is64: boolean): number | null {
  if (type === Type.DIR64 && !is64) return null;
  const own = WIDTHS_OF_MACHINES.find(({ machines }) => machines.includes(machine));
  return WIDTHS.get(type) ?? own?.widths[type] ?? null;
}
