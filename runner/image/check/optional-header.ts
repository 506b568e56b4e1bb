import { coff } from '../../../reference';
import { headerArea } from './area';
import { hex } from '../../text/numbers';
import type { CheckedImage } from './checked-image';
import { isOfPrograms } from './of-programs';
import { broken, unusual, type Report } from './rule-table';

const FIELDS = '3.4.2 Optional Header Windows-Specific Fields (Image Only)';

const RULES = {
  'base-of-code-in-image': unusual(
    '3.4.1 Optional Header Standard Fields (Image Only)',
    'The start of the code is in the image.',
    'nobody: the loader does not read it, and Wine runs it',
  ),
  'base-of-data-in-image': unusual(
    '3.4.1 Optional Header Standard Fields (Image Only)',
    'The start of the data, a field of PE32 alone, is in the image.',
    'nobody: the loader does not read it, and Wine runs it',
  ),
  'content-sizes-in-image': unusual(
    '3.4.1 Optional Header Standard Fields (Image Only)',
    'Code, initialized and uninitialized data are each no larger than the image.',
    'nobody: the loader does not read it, and Wine runs it',
  ),
  'image-base-aligned': broken(
    FIELDS,
    'The preferred address is a multiple of 64 KiB.',
    'ReactOS (PeFmtCreateSection)',
  ),
  'image-in-address-space': broken(
    FIELDS,
    'An image at its preferred address ends below the highest address of its format.',
    'Wine does not start it',
  ),
  'image-base-of-programs': broken(
    FIELDS,
    'A PE32+ image for programs that is never moved ends below the addresses of the system, at 0x7fffffff0000.',
    'Wine does not start it',
  ),
  'version-value-reserved': broken(
    FIELDS,
    'Win32VersionValue is reserved and zero.',
    'nobody known, but the format says that it must be zero',
  ),
  'subsystem-known': broken(
    '3.4.2 Optional Header Windows-Specific Fields, Windows Subsystem',
    'The subsystem is one of the table; a program has one.',
    'not tried on Windows, which is said to make processes for the subsystems 2 and 3 alone; Wine runs it',
  ),
  'dll-flags-reserved': broken(
    '3.4.2 Optional Header Windows-Specific Fields, DLL Characteristics',
    'The lowest four flags are reserved and zero.',
    'nobody known, but the format says that it must be zero',
  ),
  'force-integrity-signed': unusual(
    '3.4.2 Optional Header Windows-Specific Fields, DLL Characteristics',
    'An image with FORCE_INTEGRITY has certificates: its signature is checked whenever it is loaded.',
    'not tried on Windows, which is said to load it only if a catalog of the system has its signature (STATUS_INVALID_IMAGE_HASH); Wine runs it',
    'allowed',
  ),
  'appcontainer-of-programs': unusual(
    '3.4.2 Optional Header Windows-Specific Fields, DLL Characteristics',
    'APPCONTAINER is for images of programs, which have the subsystem 2 or 3: nothing else runs in an AppContainer.',
    'nobody known',
  ),
  'stack-reserve-in-address-space': broken(
    FIELDS,
    'The stack of a program, reserved or committed, and its image fit into the addresses that the program has.',
    'Wine does not start it',
  ),
  'heap-reserve-in-address-space': broken(
    FIELDS,
    'The heap of a program, reserved or committed, and its image fit into the addresses that the program has.',
    'not tried on Windows, which is said to make the heap as large before the program starts; Wine runs it',
  ),
  'stack-commit-in-reserve': unusual(
    FIELDS,
    'No more of the stack is committed than is reserved.',
    'nobody: Wine runs it',
  ),
  'heap-commit-in-reserve': unusual(
    FIELDS,
    'No more of the heap is committed than is reserved.',
    'nobody: Wine runs it',
  ),
  'loader-flags-reserved': broken(
    FIELDS,
    'LoaderFlags is reserved and zero.',
    'nobody known, but the format says that it must be zero',
  ),
} as const;

/** Bytes: what addresses of images are multiples of. */
const ALLOCATION_GRANULARITY = 0x1_0000n;

/** Where the addresses end that 64-bit programs may have. */
const END_OF_PROGRAMS = 0x7fff_ffff_0000n;

/** Where they end for 32-bit programs with LARGE_ADDRESS_AWARE, at most. */
const END_OF_32_BITS = 1n << 32n;

/** Where they end for programs without LARGE_ADDRESS_AWARE, at most. */
const END_WITHOUT_LARGE_ADDRESSES = 1n << 31n;

/** The fields of the optional header, but for alignments and sizes of the image. */
export const OPTIONAL_HEADER = headerArea(RULES, (image, report) => {
  checkContents(image, report);
  checkImageBase(image, report);
  checkReserved(image, report);
  checkSubsystem(image, report);
  checkDllFlags(image, report);
  checkStackAndHeap(image, report);
});

function checkContents({ standard, windows }: CheckedImage, report: Report<typeof RULES>): void {
  const { size_of_image } = windows.value;
  const expected = `${hex(size_of_image)} (size_of_image) or less`;
  const { base_of_code } = standard.value;
  if (base_of_code > size_of_image) {
    report('base-of-code-in-image', standard.place('base_of_code'), hex(base_of_code), expected);
  }
  if ('base_of_data' in windows.value && windows.value.base_of_data > size_of_image) {
    const { base_of_data } = windows.value;
    const offset = windows.offset + coff.OptionalHeader.PE32.offsetOf('base_of_data');
    const place = { offset, field: 'OptionalHeader.base_of_data' };
    report('base-of-data-in-image', place, hex(base_of_data), expected);
  }
  for (const field of [
    'size_of_code',
    'size_of_initialized_data',
    'size_of_uninitialized_data',
  ] as const) {
    const size = standard.value[field];
    if (size <= size_of_image) continue;
    report('content-sizes-in-image', standard.place(field), hex(size), expected);
  }
}

function checkImageBase(
  { header, windows, is64 }: CheckedImage,
  report: Report<typeof RULES>,
): void {
  const base = BigInt(windows.value.image_base);
  const place = windows.place('image_base');
  if (base % ALLOCATION_GRANULARITY !== 0n) {
    report('image-base-aligned', place, hex(base), `a multiple of ${hex(ALLOCATION_GRANULARITY)}`);
  }
  const limit = 1n << (is64 ? 64n : 32n);
  if (base + BigInt(windows.value.size_of_image) > limit) {
    const size = hex(windows.value.size_of_image);
    report('image-in-address-space', place, hex(base), `${hex(limit)} less ${size} or lower`);
    return;
  }
  const { size_of_image } = windows.value;
  // A driver lies among the system's addresses.
  if (!is64 || !isOfPrograms(windows) || !header.value.flags.RELOCS_STRIPPED) return;
  if (base + BigInt(size_of_image) <= END_OF_PROGRAMS) return;
  const expected = `${hex(END_OF_PROGRAMS)} less ${hex(size_of_image)} or lower, or base relocations`;
  report('image-base-of-programs', place, hex(base), expected);
}

function checkReserved({ windows }: CheckedImage, report: Report<typeof RULES>): void {
  const { win32_version_value, loader_flags, dll_flags } = windows.value;
  if (win32_version_value !== 0) {
    const place = windows.place('win32_version_value');
    report('version-value-reserved', place, hex(win32_version_value), '0');
  }
  if (loader_flags !== 0) {
    report('loader-flags-reserved', windows.place('loader_flags'), hex(loader_flags), '0');
  }
  // Bit 4 has no name in the specification, but is not among the reserved ones either.
  if ((dll_flags._reserved_0 & 0xf) !== 0) {
    const found = hex(coff.DllFlags.toInt(dll_flags));
    report('dll-flags-reserved', windows.place('dll_flags'), found, 'none of 0xf');
  }
}

function checkSubsystem({ header, windows }: CheckedImage, report: Report<typeof RULES>): void {
  const { subsystem } = windows.value;
  const isKnown = coff.Subsystem.name(subsystem) !== undefined;
  const isProgram = !header.value.flags.DLL;
  if (isKnown && !(isProgram && subsystem === coff.Subsystem.UNKNOWN)) return;
  report('subsystem-known', windows.place('subsystem'), `${subsystem}`, 'a subsystem');
}

function checkDllFlags({ windows, directories }: CheckedImage, report: Report<typeof RULES>): void {
  const { dll_flags } = windows.value;
  const place = windows.place('dll_flags');
  const found = hex(coff.DllFlags.toInt(dll_flags));
  const certificates = directories[coff.DirectoryEntry.SECURITY]?.entry.value;
  if (dll_flags.FORCE_INTEGRITY && (certificates?.virtual_address ?? 0) === 0) {
    const expected = 'no FORCE_INTEGRITY (0x80), or certificates';
    report('force-integrity-signed', place, found, expected);
  }
  if (dll_flags.APPCONTAINER && !isOfPrograms(windows)) {
    const expected = `no APPCONTAINER (0x1000) for subsystem ${windows.value.subsystem}`;
    report('appcontainer-of-programs', place, found, expected);
  }
}

function checkStackAndHeap(image: CheckedImage, report: Report<typeof RULES>): void {
  const { header, windows } = image;
  // The loader reads these fields of the program alone, and not of its DLLs.
  const end = isOfPrograms(windows) && !header.value.flags.DLL ? endOfAddresses(image) : null;
  for (const kind of ['stack', 'heap'] as const) {
    const commit = windows.value[`size_of_${kind}_commit`];
    const reserve = windows.value[`size_of_${kind}_reserve`];
    const { size_of_image } = windows.value;
    // Where more is committed, so much is reserved.
    const [field, size] =
      commit > reserve
        ? ([`size_of_${kind}_commit`, commit] as const)
        : ([`size_of_${kind}_reserve`, reserve] as const);
    if (end !== null && BigInt(size) + BigInt(size_of_image) > end) {
      const expected = `${hex(end)} less ${hex(size_of_image)} or less`;
      report(`${kind}-reserve-in-address-space`, windows.place(field), hex(size), expected);
    }
    if (commit <= reserve) continue;
    const place = windows.place(`size_of_${kind}_commit`);
    const expected = `${hex(reserve)} (size_of_${kind}_reserve) or less`;
    report(`${kind}-commit-in-reserve`, place, hex(commit), expected);
  }
}

/** Where the addresses end that a program may have, on any Windows. */
function endOfAddresses({ header, is64 }: CheckedImage): bigint {
  if (!header.value.flags.LARGE_ADDRESS_AWARE) return END_WITHOUT_LARGE_ADDRESSES;
  return is64 ? END_OF_PROGRAMS : END_OF_32_BITS;
}
