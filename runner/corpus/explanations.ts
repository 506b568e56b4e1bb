/** Why something was found in the corpus: it is no fault of the suite, or one that is known. */
export interface Explanation {
  readonly kind: 'crash' | 'fault' | 'slow' | 'broken' | 'unusual' | 'count';
  /** The names of the files that it is about. */
  readonly file: RegExp;
  /** What was found. */
  readonly finding: RegExp;
  /** One sentence or more, in Markdown. */
  readonly text: string;
}

const ANY = /^/;

/** All explanations; the first that fits a finding is its. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    kind: 'broken',
    file: /\besbuild\.exe$/,
    finding: /^exception-functions-ascending$/,
    text: 'Broken, and rightly: 40 rows of the exception table that Go wrote are out of order, so a search by halves misses functions.',
  },
  {
    kind: 'broken',
    file: /\bapp-builder\.exe$/,
    finding: /^base-relocation-block-size$/,
    text: 'Broken, and rightly: Go wrote blocks of base relocations that end at an odd multiple of 2, so that the next one starts at no 32-bit boundary. The PE Format says that it must, and the kernel of Windows 8.1 does not relocate such an image.',
  },
  {
    kind: 'broken',
    file: /\bvmlinuz-4\.15\.0-47-generic$/,
    finding: /^(section-raw-data-in-file|entry-point-in-file|certificates-in-file)$/,
    text: 'Broken, and rightly: the test data of Go has the first 474 bytes of a kernel, and no more.',
  },
  {
    kind: 'unusual',
    file: /\.efi(\.stub|\.signed)?$|\bvmlinuz-|\/syslinux\.efi$/,
    finding:
      /^(section-address-aligned|size-of-image-aligned|size-of-image-ends-with-sections|pe-header-aligned|symbol-count-without-table|section-raw-size-aligned|size-of-headers-in-file|base-relocations-ascending)$/,
    text: 'Unusual: images for EFI that are put together by hand or by objcopy. The loaders of EFI take them.',
  },
  {
    kind: 'unusual',
    file: /\bMicrosoft\.Deployment\.[A-Za-z.]+$/,
    finding: /^import-hint-name-aligned$/,
    text: 'Unusual: a compiler for .NET wrote the one import of these DLLs at an odd address. They load everywhere.',
  },
  {
    kind: 'unusual',
    file: /\bjscript\.dll$/,
    finding: /^exception-functions-disjoint$/,
    text: 'Unusual: GCC left the row of a function without code.',
  },
  {
    kind: 'count',
    file: ANY,
    finding: /^exports: \d+, llvm-readobj \d+$/,
    text: 'llvm-readobj lists rows of the export address table that are zero: ordinals that nothing has. `inspect` and pefile do not.',
  },
  {
    kind: 'count',
    file: /\bipxe\b.*\.efi$/,
    finding: /^relocations: \d+, pefile 0$/,
    text: 'pefile rounds pointer_to_raw_data down to 512 and so reads the base relocations elsewhere. With a section alignment below a page nothing is rounded; llvm-readobj reads what `inspect` does.',
  },
  {
    kind: 'count',
    file: /\bmemtest86\+(ia32|x64)\.efi$/,
    finding: /^relocations: 1, pefile 0$/,
    text: 'The directory has 10 bytes: one block with one entry. pefile reads none, llvm-readobj the one.',
  },
  {
    kind: 'count',
    file: ANY,
    finding: /^relocations: \d+, pefile \d+$/,
    text: 'pefile ends a block at the second entry of one offset. The entries of type ABSOLUTE that fill up a block all have offset 0.',
  },
  {
    kind: 'count',
    file: /^libwine\b/,
    finding: /^llvm-readobj fails: .*Invalid data was encountered/,
    text: 'The export directory of these images has no names, and a name_pointer_rva of 0. llvm-readobj wants a table there all the same.',
  },
  {
    kind: 'slow',
    file: /\/test-cf7e3130aa3d8bfc\.dll$/,
    finding: /^diff with a neighbour: \d\.\d s$/,
    text: 'Two libraries of 9 and 21 MB that have hardly a byte in common: `diff` describes 5,025 differences.',
  },
  {
    kind: 'slow',
    file: /\/next-swc\.win32-x64-msvc\.node$/,
    finding: /^check: 1\.\d s$/,
    text: 'A library of 110 MB, of which `check` reads every row of every table. Where nothing else runs, it takes less than a second.',
  },
];
