import { hex } from '../../text/numbers';
import { LINK_FILES, STACK, type Linker, type LinkJob } from './linker';

/** GNU ld for Windows, of binutils. */
export const GNU_LD: Linker = {
  name: 'gnu-ld',
  program: 'x86_64-w64-mingw32-ld',
  install: 'Debian: apt-get install binutils-mingw-w64-x86-64',
  machines: ['AMD64'],
  unknownRelocations: { AMD64: [], I386: [] },

  arguments({ options, input, imageBase, image }: LinkJob): readonly string[] {
    const { majorSubsystemVersion: major, minorSubsystemVersion: minor } = options;
    const isDll = options.outputMode === 'Lib';
    return [
      '-m',
      'i386pep',
      '--image-base',
      hex(imageBase),
      '--section-alignment',
      hex(input.sectionAlignment),
      '--subsystem',
      `console:${major}.${minor}`,
      '--stack',
      `${hex(STACK.reserve)},${hex(STACK.commit)}`,
      ...(isDll
        ? // Without the option, a DLL that the program exports nothing from exports all its symbols.
          ['--shared', '--exclude-all-symbols', LINK_FILES.definitions]
        : ['--disable-dynamicbase', '--disable-reloc-section']),
      // No entry point is the image's start.
      '--entry',
      input.entry ?? '__image_base__',
      '--disable-auto-import',
      '--disable-stdcall-fixup',
      '--no-insert-timestamp',
      '--strip-all',
      `-Map=${LINK_FILES.map}`,
      '-o',
      image,
      LINK_FILES.object,
      ...(input.importLibrary === null ? [] : [LINK_FILES.importLibrary]),
    ];
  },

  /** Below its section, each symbol has a row: `0x0000000140001000  nav$0`. */
  parseMap(map: string, imageBase: number): ReadonlyMap<string, number> {
    const row = /^ +0x([0-9a-f]+) +(.+)$/gim;
    return new Map(
      [...map.matchAll(row)].map(([, address = '', name = '']) => [
        name,
        Number(`0x${address}`) - imageBase,
      ]),
    );
  },
};
