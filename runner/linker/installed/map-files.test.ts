import { GNU_LD } from './gnu-ld';
import { LLD_LINK } from './lld-link';

const LLD_MAP = `Address  Size     Align Out     In      Symbol
00001000 00000148  4096 .text
00001000 00000126    16         program.obj:(.text)
00001000 00000000     0                 nav$0
00001000 00000000     0                 global$6
00002000 0000002d  4096 .rdata
00002010 0000001d     1         program.obj:(.rdata)
00002010 00000000     0                 uav$5
`;

const GNU_MAP = `
Archive member included to satisfy reference by file (symbol)

imports.lib(00000000.1)       program.obj (@ExitProcess@7)

Linker script and memory map

LOAD program.obj
                0x0000000140000000                __image_base__ = 0x140000000

.text           0x0000000140001000      0x200
 *(.text)
 .text          0x0000000140001000       0x69 program.obj
                0x0000000140001000                global$6
                0x0000000140001000                nav$0
 *fill*         0x0000000140001069        0x7${' '}
 .text          0x0000000140001128        0x8 imports.lib(00000000.1)
                0x0000000140001128                @ExitProcess@7
 .text          0x0000000140001130        0x8 imports.lib(00000000.1)
                0x0000000140001130                @a name@8
                [!provide]                        PROVIDE (etext = .)

.rdata          0x0000000140002000      0x200
 .rdata         0x0000000140002010       0x1d program.obj
                0x0000000140002010                uav$5
                0x0000000140002030                . = ALIGN (0x4)
`;

describe('the map file', () => {
  it.each([
    { linker: LLD_LINK, map: LLD_MAP },
    { linker: GNU_LD, map: GNU_MAP },
  ])('of $linker.name tells where symbols are', ({ linker, map }) => {
    expect(Object.fromEntries(linker.parseMap(map, 0x1_4000_0000))).toMatchObject({
      nav$0: 0x1000,
      global$6: 0x1000,
      uav$5: 0x2010,
    });
  });

  it('of GNU ld tells where the code of imports is', () => {
    expect(Object.fromEntries(GNU_LD.parseMap(GNU_MAP, 0x1_4000_0000))).toMatchObject({
      '@ExitProcess@7': 0x1128,
      '@a name@8': 0x1130,
    });
  });

  it('of lld-link has nothing but symbols', () => {
    expect(LLD_LINK.parseMap(LLD_MAP, 0x1_4000_0000).size).toBe(3);
  });

  it.each([LLD_LINK, GNU_LD])('of $name may be empty', (linker) => {
    expect(linker.parseMap('', 0).size).toBe(0);
  });
});
