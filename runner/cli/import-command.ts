import { Command } from 'commander';
import { coff } from '../../reference';
import {
  handedOver,
  importedLines,
  importObject,
  type ImportedObject,
} from '../case/object-import/import-object';
import { ObjectError } from '../case/object-import/object-error';
import type { DllOf } from '../case/object-import/resolver';
import { readInputFile } from '../system/input-file';
import { ExitCode } from './exit-code';
import type { Io } from './io';

interface ImportCommandOptions {
  readonly dll: readonly string[];
  readonly root: readonly string[];
  readonly since: readonly string[];
}

/** Characters that are written at once: one write a line takes longer than to make the line. */
const WRITTEN_AT_ONCE = 0x1_0000;

/** `coff2 import`: turns COFF objects into #link blocks. */
export function importCommand(io: Io, finish: (code: ExitCode) => void): Command {
  const collect = (value: string, values: readonly string[]): readonly string[] => [
    ...values,
    value,
  ];
  return new Command('import')
    .argument('<object>', 'the object file')
    .option(
      '--dll <dll>',
      'NAME or NAME=SYMBOL,...: the DLL that has the undefined symbols',
      collect,
      [],
    )
    .option(
      '--root <symbol>',
      'import only this symbol and what it refers to; may be repeated',
      collect,
      [],
    )
    .option(
      '--since <object>',
      'import only what differs from this older object; may be repeated, the oldest first',
      collect,
      [],
    )
    .addHelpText(
      'after',
      `
An object does not contain types, nor the values of constants. Check these in the result.

Each symbol of the object becomes a symbol of the listing, unless its bytes depend on where its neighbours
are: then they stay together, under the name at their start. A listing cannot export a name within a symbol:
a function there is exported as a jump to it, data is not, and a comment lists both. In assembly, all data of
a section stays together if an address in it is taken. To import several objects, make one of them first:

    x86_64-w64-mingw32-ld -r -o all.obj a.obj b.obj

Exit codes: 0 done, 1 the file is not a COFF object, or a listing cannot express it, 2 wrong usage.`,
    )
    .action((object: string, options: ImportCommandOptions) => {
      finish(run(object, options, io));
    });
}

function run(file: string, options: ImportCommandOptions, io: Io): ExitCode {
  let reading = file;
  const read = (name: string): ImportedObject => {
    reading = name;
    return importObject(readInputFile(name), { dllOf: dllOf(options.dll), roots: options.root });
  };
  try {
    const before = handedOver(options.since.map(read));
    const after = read(file);
    io.stdout.write('#link\n');
    if (after.machine !== 'AMD64') {
      io.stdout.write(`// Needs #link_option=machine=${after.machine} before the first update\n`);
    }
    if (after.skipped.length > 0) {
      io.stdout.write(`// Not imported: ${[...new Set(after.skipped)].join(', ')}\n`);
    }
    for (const name of after.ofLinkers) {
      io.stdout.write(`// Needs a linker that defines ${name}\n`);
    }
    if (after.undefined.length > 0) {
      const names = after.undefined.join(', ');
      const advice =
        after.machine === 'AMD64'
          ? `if a DLL has it, add --dll DLL=${after.undefined[0] ?? ''}, or else export it`
          : `Coff2 has no imports on ${after.machine}: export it`;
      io.stderr.write(
        `coff2: ${file}: nothing defines ${names}; ${advice} in the case, or say #undefined=NAME before the first #update\n`,
      );
    }
    for (const name of after.exportedJumps) {
      io.stdout.write(`// Exported as a jump: ${name}\n`);
    }
    for (const name of after.notExported) io.stdout.write(`// Not exported: ${name}\n`);
    let text = '';
    for (const lines of importedLines(after, before)) {
      for (const line of lines) text += `${line}\n`;
      if (text.length < WRITTEN_AT_ONCE) continue;
      io.stdout.write(text);
      text = '';
    }
    io.stdout.write(`${text}flush\n`);
    return ExitCode.OK;
  } catch (error) {
    if (!(error instanceof ObjectError) && !(error instanceof coff.Error)) throw error;
    io.stderr.write(`${reading}: ${error.message}\n`);
    return ExitCode.FAILED;
  }
}

/** "user32=MessageBoxA,MessageBoxW" names symbols, "kernel32" takes all others. */
function dllOf(options: readonly string[]): DllOf {
  const named = new Map<string, string>();
  let others: string | null = null;
  for (const option of options) {
    const [given = '', symbols] = option.split('=');
    // A listing leaves out the suffix, and so may a command line.
    const dll = given.replace(/\.dll$/i, '');
    if (symbols === undefined) others = dll;
    else for (const symbol of symbols.split(',')) named.set(symbol, dll);
  }
  return (symbol) => named.get(symbol) ?? others;
}
