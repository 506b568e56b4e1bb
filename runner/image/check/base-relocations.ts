import { coff } from '../../../reference';
import { directoryArea, type DirectoryCheck } from './directory-area';
import { hex } from './hex';
import type { Structure } from '../read/structure';

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
} as const;

const PAGE_SIZE = 0x1000;
const { BaseRelocationType: Type, BaseRelocationDirectoryEntry: BlockHead } = coff;
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
type Block = Structure<coff.BaseRelocationDirectoryEntry>;

/** The base relocations. */
export const BASE_RELOCATIONS = directoryArea(coff.DirectoryEntry.BASERELOC, RULES, (check) => {
  const { memory, directory, rva, size, report } = check;
  let done = 0;
  for (let i = 0; done < size; i += 1) {
    const name = `BaseRelocationDirectoryEntry[${i}]`;
    const block = memory.structure(BlockHead, rva + done, name);
    if (block === null || done + BlockHead.FILE_SIZE > size) {
      const found = `${size - done} bytes behind ${i} blocks`;
      const place = directory.place('size');
      report('base-relocation-blocks-fill-directory', place, found, 'whole blocks');
      return;
    }
    const { block_size } = block.value;
    const place = block.place('block_size');
    if (block_size < BlockHead.FILE_SIZE || block_size % 4 !== 0) {
      const expected = `a multiple of 4 from ${BlockHead.FILE_SIZE} on`;
      report('base-relocation-block-size', place, hex(block_size), expected);
      if (block_size < BlockHead.FILE_SIZE) return;
    }
    if (done + block_size > size) {
      const expected = `${hex(size - done)} (the rest of the directory) or less`;
      report('base-relocation-blocks-fill-directory', place, hex(block_size), expected);
      return;
    }
    checkBlock(check, block, rva + done);
    done += block_size;
  }
});

function checkBlock(check: Check, block: Block, rva: number): void {
  const { memory, image, report } = check;
  const { page_rva: page, block_size } = block.value;
  if (page % PAGE_SIZE !== 0) {
    const place = block.place('page_rva');
    report('base-relocation-page-aligned', place, hex(page), `a multiple of ${hex(PAGE_SIZE)}`);
  }
  const { machine } = image.header.value;
  const offsets = new Set<number>();
  const count = Math.floor((block_size - BlockHead.FILE_SIZE) / coff.BaseRelocation.SIZE);
  for (let i = 0; i < count; i += 1) {
    const at = rva + BlockHead.FILE_SIZE + i * coff.BaseRelocation.SIZE;
    const raw = memory.uint(at, coff.BaseRelocation.SIZE as 2);
    if (raw === null) return;
    const type = raw >>> 12;
    if (type === Type.ABSOLUTE) continue;
    const target = page + (raw & 0xfff);
    const place = { offset: memory.offsetOf(at), field: `${block.name} -> BaseRelocation[${i}]` };
    if (offsets.has(raw & 0xfff)) {
      const expected = 'a place that has no other base relocation';
      report('base-relocation-once', place, hex(target), expected);
    }
    offsets.add(raw & 0xfff);
    const width = widthOf(type, machine, image.is64);
    if (width === null) {
      const name = coff.IMAGE.FILE.MACHINE.name(machine) ?? hex(machine);
      report(
        'base-relocation-type',
        { ...place, field: `${place.field}.type` },
        `${type}`,
        `a type of ${name}`,
      );
    } else if (memory.sectionAt(target, width) === null) {
      const expected = `the RVA of ${width} bytes in a section`;
      report(
        'base-relocation-in-section',
        { ...place, field: `${place.field}.offset` },
        hex(target),
        expected,
      );
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
