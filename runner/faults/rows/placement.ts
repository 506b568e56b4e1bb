import type { SymbolDefinition } from '../../case/program/program-state';
import type { Fault } from './fault';

/** Bytes of a page: the section alignment. */
const PAGE = 0x1000;

const atMost =
  (most: number) =>
  ({ alignment }: SymbolDefinition): number =>
    Math.min(alignment, most);

/** Where symbols are put, and what protection they get. */
export const PLACEMENT_FAULTS: readonly Fault[] = [
  {
    name: 'alignment-ignored',
    kind: 'placement',
    what: 'aligns nothing',
    hooks: { alignment: () => 1 },
  },
  {
    name: 'alignment-at-most-8',
    kind: 'placement',
    what: 'aligns to 8 bytes at most',
    hooks: { alignment: atMost(8) },
  },
  {
    name: 'alignment-at-most-512',
    kind: 'placement',
    what: 'aligns to 512 bytes at most, as its file does',
    hooks: { alignment: atMost(0x200) },
  },
  {
    name: 'alignment-at-most-2048',
    kind: 'placement',
    what: 'aligns to less than a page',
    hooks: { alignment: atMost(PAGE / 2) },
  },
  {
    name: 'constant-alignment-ignored',
    kind: 'placement',
    what: 'aligns no constants',
    hooks: { alignment: ({ symbol, alignment }) => (symbol.kind === 'uav' ? 1 : alignment) },
  },
  {
    name: 'function-alignment-1',
    kind: 'placement',
    what: 'aligns no functions',
    hooks: { alignment: ({ isCode, alignment }) => (isCode ? 1 : alignment) },
  },
  {
    name: 'code-among-data',
    kind: 'placement',
    what: 'puts lazy code into a section that is not executable',
    hooks: {
      sectionOf: ({ symbol }, sound) =>
        symbol.kind === 'lazy' && symbol.lazy === 'code' ? '.data' : sound,
    },
  },
  {
    name: 'variables-read-only',
    kind: 'placement',
    what: 'puts variables into a read-only section',
    hooks: { sectionOf: (_symbol, sound) => (sound === '.data' ? '.rdata' : sound) },
  },
  {
    name: 'code-not-executable',
    kind: 'placement',
    what: 'marks the section of code as not executable',
    hooks: {
      image: (image) => {
        if (image.sectionNames.includes('.text')) image.setSection('.text', 'flags', 0x4000_0020);
      },
    },
  },
  {
    name: 'code-writable',
    kind: 'placement',
    what: 'marks the section of code as writable',
    hooks: {
      image: (image) => {
        if (image.sectionNames.includes('.text')) image.setSection('.text', 'flags', 0xe000_0020);
      },
    },
  },
  {
    name: 'data-not-readable',
    kind: 'placement',
    what: 'marks the section of constants as not readable',
    hooks: {
      image: (image) => {
        if (image.sectionNames.includes('.rdata')) image.setSection('.rdata', 'flags', 0x0000_0040);
      },
    },
  },
  {
    name: 'data-shared',
    kind: 'placement',
    what: 'puts data into a section that all processes of the program share',
    hooks: {
      image: (image) => {
        if (image.sectionNames.includes('.data')) image.setSection('.data', 'flags', 0xd000_0040);
      },
    },
  },
  {
    name: 'last-byte-lost',
    kind: 'placement',
    what: 'writes all but the last byte of data',
    hooks: { bytes: ({ isCode }, bytes) => (isCode ? bytes : withoutLast(bytes)) },
  },
  {
    name: 'terminator-lost',
    kind: 'placement',
    what: 'leaves out the zero at the end of a text, so that it runs into the next',
    hooks: {
      bytes: ({ symbol }, bytes) =>
        symbol.kind === 'uav' && bytes.length > 1 && bytes.at(-1) === 0
          ? bytes.subarray(0, -1)
          : bytes,
    },
  },
  {
    name: 'fill-with-zero',
    kind: 'placement',
    what: 'fills large data with zeros, whatever the fill is',
    hooks: {
      bytes: ({ isCode }, bytes) =>
        !isCode && bytes.length >= 64 && new Set(bytes).size === 1
          ? new Uint8Array(bytes.length)
          : bytes,
    },
  },
  {
    name: 'zeros-not-mapped',
    kind: 'placement',
    what: 'leaves zeros at the end of a section out of its virtual size, too',
    hooks: {
      image: (image) => {
        if (!image.sectionNames.includes('.data')) return;
        const size = image.getSection('.data', 'size_of_raw_data');
        const mapped = image.getSection('.data', 'virtual_size');
        if (size < mapped) image.setSection('.data', 'virtual_size', Math.max(size, 1));
      },
    },
  },
];

/** The same, with another last byte. */
function withoutLast(bytes: Uint8Array): Uint8Array {
  const changed = new Uint8Array(bytes);
  const last = changed.length - 1;
  if (last >= 0) changed[last] = (changed[last] ?? 0) === 0 ? 0xcc : 0;
  return changed;
}
