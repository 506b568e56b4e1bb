import { coff } from '../../../reference';
import type { ImageEditor } from '../../image/check/image-editor';
import type { Fault, FaultHooks } from './fault';

const BLOCK = 0x200;

/** Headers, section table, base relocations. */
export const HEADER_FAULTS: readonly Fault[] = [
  header('size-of-image-short', 'leaves the last section out of the size of the image', (image) => {
    const last = image.sectionNames.at(-1);
    if (last === undefined) return;
    image.setOptional('size_of_image', image.getSection(last, 'virtual_address'));
  }),
  header(
    'size-of-image-unrounded',
    'does not round the size of the image up to a page',
    (image) => {
      image.setOptional('size_of_image', image.getOptional('size_of_image') - 0x10);
    },
  ),
  header('size-of-headers-zero', 'leaves the size of the headers at 0', (image) => {
    image.setOptional('size_of_headers', 0);
  }),
  header('section-count-off', 'counts one section too few', (image) => {
    image.setHeader('number_of_sections', image.sectionNames.length - 1);
  }),
  header('raw-pointer-unaligned', 'does not align sections in the file', (image) => {
    const [first] = image.sectionNames;
    if (first === undefined) return;
    const at = image.getSection(first, 'pointer_to_raw_data');
    image.setSection(first, 'pointer_to_raw_data', at + 4);
    image.append(new Uint8Array(BLOCK));
  }),
  header('raw-size-over-end', 'says that the last section has more than the file', (image) => {
    const last = image.sectionNames.at(-1);
    if (last === undefined) return;
    image.setSection(last, 'size_of_raw_data', image.getSection(last, 'size_of_raw_data') + BLOCK);
  }),
  header('sections-overlap', 'says that the first section reaches into the second', (image) => {
    const [first] = image.sectionNames;
    if (first === undefined) return;
    image.setSection(first, 'virtual_size', image.getSection(first, 'virtual_size') + 0x1000);
  }),
  header('file-cut', 'leaves the last bytes of the file out', (image) => {
    image.cut(image.bytes.length - 0x100);
  }),
  header('wrong-machine', 'says ARM64 in the header', (image) => {
    image.setHeader('machine', 0xaa64);
  }),
  header(
    'subsystem-version-fixed',
    'writes the subsystem version 4.0, whatever was asked',
    (image) => {
      image.setOptional('major_subsystem_version', 4);
    },
  ),
  header('subsystem-native', 'says that the program is a driver', (image) => {
    image.setOptional('subsystem', coff.Subsystem.NATIVE);
  }),
  header('dll-flag-lost', 'does not say that a DLL is one', (image) => {
    const flags = coff.Header.Flags.fromInt(image.getHeader('flags'));
    image.setHeader('flags', coff.Header.Flags.toInt({ ...flags, DLL: false }));
  }),
  header('not-executable-image', 'does not say that the image is complete', (image) => {
    const flags = coff.Header.Flags.fromInt(image.getHeader('flags'));
    image.setHeader('flags', coff.Header.Flags.toInt({ ...flags, EXECUTABLE_IMAGE: false }));
  }),
  header('system-file', 'says that the program is a system file', (image) => {
    const flags = coff.Header.Flags.fromInt(image.getHeader('flags'));
    image.setHeader('flags', coff.Header.Flags.toInt({ ...flags, SYSTEM: true }));
  }),
  header('signature-asked-for', 'has the loader check a signature that there is not', (image) => {
    setDllFlag(image, 'FORCE_INTEGRITY');
  }),
  header('appcontainer-only', 'says that the program runs in an AppContainer alone', (image) => {
    setDllFlag(image, 'APPCONTAINER');
  }),
  header('stack-too-large', 'reserves more stack than there are addresses', (image) => {
    image.setOptional('size_of_stack_reserve', image.is64 ? 1n << 62n : 0xffff_0000);
  }),
  header('heap-too-large', 'reserves more heap than there are addresses', (image) => {
    image.setOptional('size_of_heap_reserve', image.is64 ? 1n << 62n : 0xffff_0000);
  }),
  header(
    'clr-header-in-code',
    'says that the start of the code is a CLR runtime header',
    (image) => {
      if (!image.sectionNames.includes('.text')) return;
      const start = image.getSection('.text', 'virtual_address');
      image.setDirectory(coff.DirectoryEntry.COM_DESCRIPTOR, 'virtual_address', start);
      image.setDirectory(coff.DirectoryEntry.COM_DESCRIPTOR, 'size', 72);
    },
  ),
  header('entry-point-zero', 'leaves the entry point at 0', (image) => {
    image.setOptional('address_of_entry_point', 0);
  }),
  header('entry-point-file-offset', 'writes a file offset as the entry point', (image) => {
    const entry = image.getOptional('address_of_entry_point');
    if (entry !== 0) image.setOptional('address_of_entry_point', image.at(entry));
  }),
  header('image-base-unaligned', 'puts the image at no multiple of 64 KiB', (image) => {
    image.setOptional('image_base', image.getOptional('image_base') + 0x1000);
  }),
  header(
    'base-relocations-lost',
    'leaves base relocations out, and says that it may be moved',
    (image) => {
      image.setDirectory(coff.DirectoryEntry.BASERELOC, 'virtual_address', 0);
      image.setDirectory(coff.DirectoryEntry.BASERELOC, 'size', 0);
    },
  ),
  header('base-relocation-missing', 'leaves the last base relocation out', (image) => {
    const table = image.directory(coff.DirectoryEntry.BASERELOC);
    if (table === 0) return;
    const size = image.getDirectory(coff.DirectoryEntry.BASERELOC, 'size');
    const at = image.at(table) + size;
    // The last entry, or the one before it if that only fills up the block.
    const isFiller = image.get(at - 2, 2) === 0n;
    image.set(at - (isFiller ? 4 : 2), 2, 0);
  }),
  header('base-relocation-page-off', 'counts base relocations from the wrong page', (image) => {
    const table = image.directory(coff.DirectoryEntry.BASERELOC);
    if (table !== 0) image.set(image.at(table), 4, image.get(image.at(table), 4) + 0x1000n);
  }),
  {
    name: 'base-relocation-on-rva',
    kind: 'headers',
    what: 'has the loader patch ADDR32NB and DIR32NB, which stay as they are',
    hooks: { baseRelocation: highLowAlsoOn(/^(?:ADDR|DIR)32NB$/) },
  },
  {
    name: 'base-relocation-on-relative',
    kind: 'headers',
    what: 'has the loader patch distances of 32 bits, which stay as they are',
    hooks: { baseRelocation: highLowAlsoOn(/^REL32/) },
  },
  {
    name: 'base-relocation-on-thunk',
    kind: 'headers',
    what: 'has the loader patch jumps to imports, which have distances',
    hooks: { thunkRelocation: () => coff.BaseRelocationType.HIGHLOW },
  },
];

/** Base relocations where they are needed, and on fields of some types that need none. */
function highLowAlsoOn(types: RegExp): NonNullable<FaultHooks['baseRelocation']> {
  return ({ type }, sound) => (types.test(type) ? coff.BaseRelocationType.HIGHLOW : sound);
}

function setDllFlag(image: ImageEditor, flag: 'APPCONTAINER' | 'FORCE_INTEGRITY'): void {
  const flags = coff.DllFlags.fromInt(image.getOptional('dll_flags'));
  image.setOptional('dll_flags', coff.DllFlags.toInt({ ...flags, [flag]: true }));
}

function header(name: string, what: string, image: (image: ImageEditor) => void): Fault {
  return { name, kind: 'headers', what, hooks: { image } };
}
