import { GNU_LD } from './gnu-ld';
import { LLD_LINK } from './lld-link';

const LLD_MAP = ` program

 Timestamp is 00000000 (Thu Jan  1 00:00:00 1970)

 Preferred load address is 0000000140000000

 Start         Length     Name                   Class
 0001:00000000 00000126H .text                   CODE
 0002:00000000 0000002dH .rdata                  DATA

  Address         Publics by Value              Rva+Base               Lib:Object

 0001:00000000       nav$0                      0000000140001000     program.obj
 0001:00000000       global$6                   0000000140001000     program.obj
 0001:00000130       @ExitProcess@7             0000000140001130     imports:00000000.1
 0001:00000140       @a name@8                  0000000140001140     imports:00000000.1
 0002:00000010       uav$5                      0000000140002010     program.obj
 0002:00000078       __imp_@ExitProcess@7       0000000140002078     imports:00000000.1

 entry point at         0001:00000000

 Static symbols

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
    { linker: LLD_LINK, map: LLD_MAP, thunk: 0x1_4000_1130, second: 0x1_4000_1140 },
    { linker: GNU_LD, map: GNU_MAP, thunk: 0x1_4000_1128, second: 0x1_4000_1130 },
  ])('of $linker.name tells where symbols are', ({ linker, map, thunk, second }) => {
    expect(Object.fromEntries(linker.parseMap(map))).toMatchObject({
      nav$0: 0x1_4000_1000,
      global$6: 0x1_4000_1000,
      '@ExitProcess@7': thunk,
      '@a name@8': second,
      uav$5: 0x1_4000_2010,
    });
  });

  it.each([LLD_LINK, GNU_LD])('of $name may be empty', (linker) => {
    expect(linker.parseMap('').size).toBe(0);
  });
});
