import type { MutatedFile } from './mutant';

/** Faults of `reference/link/headers.ts`. */
export const HEADERS: MutatedFile = {
  file: 'headers.ts',
  mutations: [
    {
      name: 'file-alignment-of-a-page',
      kind: 'headers',
      find: 'FILE_ALIGNMENT: 0x200,',
      replace: 'FILE_ALIGNMENT: 0x1000,',
      sameProgram:
        'the format allows powers of two from 0x200 to 0x10000, and all sections start at pages of the file',
    },
    {
      name: 'file-alignment-of-a-byte',
      kind: 'headers',
      find: 'FILE_ALIGNMENT: 0x200,',
      replace: 'FILE_ALIGNMENT: 1,',
    },
    {
      name: 'section-alignment-of-64k',
      kind: 'headers',
      find: 'section_alignment: DEFAULTS.SECTION_ALIGNMENT,',
      replace: 'section_alignment: 0x10000,',
    },
    {
      name: 'stack-reserve-and-commit-swapped',
      kind: 'headers',
      find: `size_of_stack_reserve: BigInt(DEFAULTS.STACK_RESERVE),
          size_of_stack_commit: BigInt(DEFAULTS.STACK_COMMIT),`,
      replace: `size_of_stack_reserve: BigInt(DEFAULTS.STACK_COMMIT),
          size_of_stack_commit: BigInt(DEFAULTS.STACK_RESERVE),`,
    },
    {
      name: 'stack-of-a-page',
      kind: 'headers',
      find: 'STACK_RESERVE: 0x100_0000,',
      replace: 'STACK_RESERVE: 0x1000,',
    },
    {
      name: 'heap-of-nothing',
      kind: 'headers',
      find: 'HEAP_RESERVE: 0x10_0000,',
      replace: 'HEAP_RESERVE: 0,',
      sameProgram: 'the loader reserves a heap of its own size',
    },
    {
      name: 'image-base-odd',
      kind: 'headers',
      find: 'AMD64: { exe: 0x1_4000_0000,',
      replace: 'AMD64: { exe: 0x1_4000_1000,',
    },
    {
      name: 'image-base-low',
      kind: 'headers',
      find: 'AMD64: { exe: 0x1_4000_0000,',
      replace: 'AMD64: { exe: 0x40_0000,',
      sameProgram:
        'a linker may prefer any multiple of 64 KiB, and all addresses follow the base: it is the default of older linkers',
    },
    {
      name: 'image-base-of-header-differs',
      kind: 'headers',
      find: 'image_base: BigInt(this.imageBase),',
      replace: 'image_base: BigInt(this.imageBase + 0x10000),',
    },
    {
      name: 'dll-base-of-exe',
      kind: 'dll',
      find: 'dll: 0x1_8000_0000 }',
      replace: 'dll: 0x1_4000_0000 }',
      sameProgram: 'all addresses follow the base',
    },
    {
      name: 'i386-base-of-dll',
      kind: 'i386',
      find: 'I386: { exe: 0x40_0000,',
      replace: 'I386: { exe: 0x1000_0000,',
      sameProgram: 'all addresses follow the base',
    },
    {
      name: 'sixteen-directories-claimed-as-15',
      kind: 'headers',
      find: 'number_of_rva_and_sizes: DATA_DIRECTORY_COUNT,',
      replace: 'number_of_rva_and_sizes: 15,',
    },
    {
      name: 'one-directory-claimed',
      kind: 'headers',
      find: 'number_of_rva_and_sizes: DATA_DIRECTORY_COUNT,',
      replace: 'number_of_rva_and_sizes: 1,',
    },
    {
      name: 'signature-off',
      kind: 'headers',
      find: 'Uint8Array.of(0x50, 0x45, 0, 0);',
      replace: 'Uint8Array.of(0x4e, 0x45, 0, 0);',
    },
    {
      name: 'optional-header-size-without-directories',
      kind: 'headers',
      find: 'size_of_optional_header: this.#layout.SIZE + directoriesSize,',
      replace: 'size_of_optional_header: this.#layout.SIZE,',
    },
    {
      name: 'not-executable',
      kind: 'headers',
      find: 'EXECUTABLE_IMAGE: true,',
      replace: 'EXECUTABLE_IMAGE: false,',
    },
    {
      name: 'not-large-address-aware',
      kind: 'headers',
      find: 'LARGE_ADDRESS_AWARE: this.isPe32Plus,',
      replace: 'LARGE_ADDRESS_AWARE: false,',
    },
    {
      name: '32-bit-machine',
      kind: 'headers',
      find: "'32BIT_MACHINE': !this.isPe32Plus,",
      replace: "'32BIT_MACHINE': true,",
    },
    {
      name: 'relocs-not-stripped',
      kind: 'headers',
      find: 'RELOCS_STRIPPED: true,',
      replace: 'RELOCS_STRIPPED: false,',
    },
    {
      name: 'dll-flag-missing',
      kind: 'dll',
      find: 'DLL: isDll,',
      replace: 'DLL: false,',
    },
    {
      name: 'dll-flag-on-exe',
      kind: 'headers',
      find: 'DLL: isDll,',
      replace: 'DLL: true,',
    },
    {
      name: 'machine-i386',
      kind: 'headers',
      find: 'machine: IMAGE.FILE.MACHINE[options.machine],',
      replace: 'machine: IMAGE.FILE.MACHINE.I386,',
    },
    {
      name: 'section-count-one-less',
      kind: 'headers',
      find: 'this.#mf.image.setUint16(at as FileOffset, count);',
      replace: 'this.#mf.image.setUint16(at as FileOffset, count - 1);',
    },
    {
      name: 'entry-point-as-address',
      kind: 'headers',
      find: `this.#mf.image.setUint32(at as FileOffset, rva);
  }

  /** \`size\` of the header`,
      replace: `this.#mf.image.setUint32(at as FileOffset, rva + this.imageBase);
  }

  /** \`size\` of the header`,
    },
    {
      name: 'entry-point-not-set',
      kind: 'exports',
      find: `this.#mf.image.setUint32(at as FileOffset, rva);
  }

  /** \`size\` of the header`,
      replace: `void rva;
    void at;
  }

  /** \`size\` of the header`,
    },
    {
      name: 'size-of-headers-not-set',
      kind: 'headers',
      find: "this.#setOptional('size_of_headers', size);",
      replace: 'void size;',
    },
    {
      name: 'size-of-image-not-set',
      kind: 'headers',
      find: "this.#setOptional('size_of_image', size);",
      replace: 'void size;',
    },
    {
      name: 'size-of-image-one-page-less',
      kind: 'headers',
      find: "this.#setOptional('size_of_image', size);",
      replace: "this.#setOptional('size_of_image', size - 0x1000);",
    },
    {
      name: 'directory-address-not-set',
      kind: 'headers',
      find: "this.#setDirectory(directory, 'virtual_address', rva);",
      replace: 'void rva;',
    },
    {
      name: 'directory-size-not-set',
      kind: 'headers',
      find: "this.#setDirectory(directory, 'size', size);",
      replace: 'void size;',
    },
    {
      name: 'directory-one-further',
      kind: 'headers',
      find: 'const entry = directory * ImageDataDirectory.SIZE',
      replace: 'const entry = (directory + 1) * ImageDataDirectory.SIZE',
    },
    {
      name: 'magic-pe32',
      kind: 'headers',
      find: "magic: this.isPe32Plus ? OptionalHeader.Magic['PE32+'] : OptionalHeader.Magic.PE32,",
      replace: 'magic: OptionalHeader.Magic.PE32,',
    },
    {
      name: 'checksum-wrong',
      kind: 'headers',
      find: 'checksum: 0,',
      replace: 'checksum: 1,',
    },
    {
      name: 'subsystem-gui',
      kind: 'headers',
      find: 'subsystem: Subsystem.WINDOWS_CUI,',
      replace: 'subsystem: Subsystem.WINDOWS_GUI,',
    },
    {
      name: 'subsystem-native',
      kind: 'headers',
      find: 'subsystem: Subsystem.WINDOWS_CUI,',
      replace: 'subsystem: Subsystem.NATIVE,',
    },
    {
      name: 'subsystem-version-swapped',
      kind: 'headers',
      find: 'major_subsystem_version: options.majorSubsystemVersion,',
      replace: 'major_subsystem_version: options.minorSubsystemVersion,',
    },
    {
      name: 'nx-compat-missing',
      kind: 'headers',
      find: 'NX_COMPAT: true,',
      replace: 'NX_COMPAT: false,',
    },
    {
      name: 'dynamic-base-missing',
      kind: 'headers',
      find: 'DYNAMIC_BASE: true,',
      replace: 'DYNAMIC_BASE: false,',
      sameProgram:
        'the flag permits the loader to move the image, which it cannot: it has no base relocations; a linker may leave it out',
    },
    {
      name: 'force-integrity',
      kind: 'headers',
      find: 'TERMINAL_SERVER_AWARE: true,',
      replace: `TERMINAL_SERVER_AWARE: true,
        FORCE_INTEGRITY: true,`,
    },
    {
      name: 'appcontainer',
      kind: 'headers',
      find: 'TERMINAL_SERVER_AWARE: true,',
      replace: `TERMINAL_SERVER_AWARE: true,
        APPCONTAINER: true,`,
    },
    {
      name: 'guard-cf-without-load-config',
      kind: 'headers',
      find: 'TERMINAL_SERVER_AWARE: true,',
      replace: `TERMINAL_SERVER_AWARE: true,
        GUARD_CF: true,`,
    },
    {
      name: 'size-of-code-wrong',
      kind: 'headers',
      find: 'size_of_code: 0,',
      replace: 'size_of_code: 0x7fff_ffff,',
    },
    {
      name: 'base-of-code-wrong',
      kind: 'headers',
      find: `base_of_code: 0,
    };`,
      replace: `base_of_code: 0x1,
    };`,
    },
    {
      name: 'loader-flags-set',
      kind: 'headers',
      find: 'loader_flags: 0,',
      replace: 'loader_flags: 1,',
    },
    {
      name: 'win32-version-set',
      kind: 'headers',
      find: 'win32_version_value: 0,',
      replace: 'win32_version_value: 1,',
    },
  ],
};
