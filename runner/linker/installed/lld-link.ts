import { hex } from '../../text/numbers';
import { LINK_FILES, STACK, type Linker, type LinkJob } from './linker';
import { PAGE_SIZE } from '../../image/read/section-extent';

/** LLVM's linker, in the manner of Microsoft's. */
export const LLD_LINK: Linker = {
  name: 'lld-link',
  program: 'lld-link',
  install: 'Debian: apt-get install lld',
  machines: ['AMD64', 'I386'],
  unknownRelocations: { AMD64: [], I386: ['DIR16', 'REL16'] },

  arguments({ options, input, imageBase, image }: LinkJob): readonly string[] {
    const { majorSubsystemVersion: major, minorSubsystemVersion: minor } = options;
    const isDll = options.outputMode === 'Lib';
    return [
      '/nologo',
      // What it does in parallel takes longer to start than to do.
      '/threads:1',
      `/machine:${options.machine === 'AMD64' ? 'x64' : 'x86'}`,
      `/base:${hex(imageBase)}`,
      // Told any alignment, it warns, unless it links a driver.
      ...(input.sectionAlignment > PAGE_SIZE ? [`/align:${input.sectionAlignment}`] : []),
      `/subsystem:console,${major}.${minor}`,
      `/stack:${hex(STACK.reserve)},${hex(STACK.commit)}`,
      ...(isDll ? ['/dll', `/def:${LINK_FILES.definitions}`] : ['/fixed']),
      // For I386 the linker puts an underscore in front. No entry point is the image's start.
      ...entry(input.entry?.replace(/^_/, '') ?? (isDll ? null : '__ImageBase')),
      '/nodefaultlib',
      '/safeseh:no',
      '/opt:noref,noicf',
      '/timestamp:0',
      '/demangle:no',
      // LLD's own form: with /map, it crashes where the entry point is the image's start.
      `/lldmap:${LINK_FILES.map}`,
      `/out:${image}`,
      LINK_FILES.object,
      ...(input.importLibrary === null ? [] : [LINK_FILES.importLibrary]),
    ];
  },

  /** Below its section, each symbol of an object has a row: `00001000 00000000     0                 nav$0`. */
  parseMap(map: string): ReadonlyMap<string, number> {
    const row = /^([0-9a-f]{8}) 0{8} +0 +(.+)$/gim;
    return new Map(
      [...map.matchAll(row)].map(([, rva = '', name = '']) => [name, Number(`0x${rva}`)]),
    );
  },
};

function entry(symbol: string | null): readonly string[] {
  return symbol === null ? ['/noentry'] : [`/entry:${symbol}`];
}
