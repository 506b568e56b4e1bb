import { dllOf, nameOf } from './import-slot';
import { littleEndian } from './little-endian';
import { wordSizeOf, type ProgramChunk, type WordSize } from './program-chunk';
import { inOrder, type ProgramLayout } from './program-layout';
import type { ProgramPiece, SmallProgram } from './small-program';

/**
 * The tables that the loader reads. That of a directory of data is named "directory:IMPORT" or the like; what a
 * table needs of another has a name with a colon, too, and "end:f" is the end of the symbol f.
 */
export function tableChunks(program: SmallProgram, layout: ProgramLayout): readonly ProgramChunk[] {
  const wordSize = wordSizeOf(program);
  return [
    ...importChunks(inOrder(program.imports ?? [], layout), wordSize),
    ...delayChunks(program, wordSize),
    ...exportChunks(program),
    ...tlsChunks(program, wordSize),
    ...unwindChunks(program),
  ];
}

/** The import directory and what it leads to. @param imports in the order of their slots */
function importChunks(imports: readonly string[], wordSize: WordSize): ProgramChunk[] {
  if (imports.length === 0) return [];
  const dlls = [...new Set(imports.map(dllOf))];
  const chunk = (name: string, pieces: readonly ProgramPiece[]): ProgramChunk => ({
    name,
    section: '.idata',
    pieces,
  });
  const rows = dlls.flatMap((dll): ProgramPiece[] => {
    const [first = ''] = imports.filter((one) => dllOf(one) === dll);
    return [{ rva: `lookup:${dll}` }, { zeroes: 8 }, { rva: `dll:${dll}` }, { rva: first }];
  });
  return [
    chunk('directory:IMPORT', [...rows, { zeroes: 20 }]),
    ...dlls.flatMap((dll) => {
      const slots = imports.filter((one) => dllOf(one) === dll);
      const entry = (one: string): ProgramPiece[] => [
        { rva: `name:${one}` },
        { zeroes: wordSize - 4 },
      ];
      return [
        chunk(`lookup:${dll}`, [...slots.flatMap(entry), { zeroes: wordSize }]),
        chunk(`dll:${dll}`, [{ text: dll }]),
        ...slots.map((one) => chunk(`name:${one}`, ['0000', { text: nameOf(one) }])),
        // Slots of a DLL follow each other without a gap: they are one chunk, with labels.
        chunk(`slots:${dll}`, [...slots.flatMap(entry), { zeroes: wordSize }]),
      ];
    }),
  ];
}

/** The delay-load directory of one DLL and what it leads to. */
function delayChunks({ delayed: slots = {} }: SmallProgram, wordSize: WordSize): ProgramChunk[] {
  const delayed = Object.entries(slots);
  if (delayed.length === 0) return [];
  const [[first] = ['']] = delayed;
  const dll = dllOf(first);
  const words = (piece: (one: readonly [string, string]) => ProgramPiece[]): ProgramPiece[] => [
    ...delayed.flatMap(piece),
    { zeroes: wordSize },
  ];
  const pad = { zeroes: wordSize - 4 };
  const chunk = (name: string, section: string, pieces: readonly ProgramPiece[]): ProgramChunk => ({
    name,
    section,
    pieces,
  });
  return [
    chunk('directory:DELAY_IMPORT', '.rdata', [
      '01000000',
      { rva: 'delay:dll' },
      { rva: 'delay:handle' },
      { rva: `delay:slots` },
      { rva: 'delay:lookup' },
      { zeroes: 12 + 32 },
    ]),
    chunk('delay:dll', '.rdata', [{ text: dll }]),
    chunk(
      'delay:lookup',
      '.rdata',
      words(([one]) => [{ rva: `name:${one}` }, pad]),
    ),
    ...delayed.map(([one]) => chunk(`name:${one}`, '.rdata', ['0000', { text: nameOf(one) }])),
    chunk('delay:handle', '.data', [{ zeroes: wordSize }]),
    chunk(
      'delay:slots',
      '.data',
      words(([, target]) => [{ address: target }]),
    ),
  ];
}

/** The export directory and what it leads to. */
function exportChunks({ exports: names = {} }: SmallProgram): ProgramChunk[] {
  const exports = Object.entries(names).sort();
  if (exports.length === 0) return [];
  const count = littleEndian(exports.length, 4);
  const chunk = (name: string, pieces: readonly ProgramPiece[]): ProgramChunk => ({
    name,
    section: '.edata',
    pieces,
  });
  return [
    chunk('directory:EXPORT', [
      { zeroes: 12 },
      { rva: 'export:dll' },
      '01000000',
      count,
      count,
      { rva: 'export:addresses' },
      { rva: 'export:names' },
      { rva: 'export:ordinals' },
    ]),
    chunk('export:dll', [{ text: 'program.dll' }]),
    chunk(
      'export:addresses',
      exports.map(([, symbol]) => ({ rva: symbol })),
    ),
    chunk(
      'export:names',
      exports.map(([name]) => ({ rva: `export:${name}` })),
    ),
    chunk(
      'export:ordinals',
      exports.map((_export, i) => littleEndian(i, 2)),
    ),
    ...exports.map(([name]) => chunk(`export:${name}`, [{ text: name }])),
  ];
}

/** The TLS directory and the table of functions that are called back. */
function tlsChunks({ tls }: SmallProgram, wordSize: WordSize): ProgramChunk[] {
  if (tls === undefined) return [];
  const pointers = tls.callbacks.map((callback) => ({ address: callback }));
  return [
    {
      name: 'directory:TLS',
      section: '.rdata',
      pieces: [
        { address: 'tls:start' },
        { address: 'tls:end' },
        { address: tls.index },
        { address: 'tls:callbacks' },
        { zeroes: 8 },
      ],
    },
    {
      name: 'tls:callbacks',
      section: '.rdata',
      pieces: [...pointers, { zeroes: wordSize }],
    },
  ];
}

/** The exception directory and the unwind information of each function. */
function unwindChunks({ unwind: functions = {} }: SmallProgram): ProgramChunk[] {
  const unwind = Object.entries(functions);
  if (unwind.length === 0) return [];
  const rows = unwind.flatMap(([name]): ProgramPiece[] => [
    { rva: name },
    { rva: `end:${name}` },
    { rva: `unwind:${name}` },
  ]);
  return [
    { name: 'directory:EXCEPTION', section: '.pdata', pieces: rows },
    ...unwind.map(([name, { codes, handler, handlerData = [] }]) => {
      const count = codes.length / 4;
      const flags = handler === undefined ? '01' : '09';
      const head = `${flags}04${littleEndian(count, 1)}00${codes}${count % 2 === 1 ? '0000' : ''}`;
      const pieces: ProgramPiece[] =
        handler === undefined ? [head] : [head, { rva: handler }, ...handlerData];
      return { name: `unwind:${name}`, section: '.rdata', pieces };
    }),
  ];
}
