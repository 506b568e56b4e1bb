import { Command, Option } from 'commander';
import { readInputFile } from '../system/input-file';
import { compareImages } from '../same/compare-images';
import type { SameOptions, SameResult, SameVerdict } from '../same/same-result';
import { sameResultHtml } from '../same/show/same-result-html';
import { sameResultText } from '../same/show/same-result-text';
import { writeOutputFile } from '../system/output-file';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { outputWidth } from './output-width';

interface SameCommandOptions {
  readonly json?: true;
  readonly all?: true;
  readonly html?: string;
  readonly anyProtection?: true;
  readonly tolerate?: 'unnamed-types';
}

const EXIT_CODES: Readonly<Record<SameVerdict, ExitCode>> = {
  same: ExitCode.OK,
  different: ExitCode.FAILED,
  'not-comparable': ExitCode.USAGE,
};

/** `coff2 same`: whether two images are the same program, wherever things lie. */
export function sameCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('same')
    .argument('<a>', 'PE image: PE32+ for AMD64, or PE32 for I386')
    .argument('<b>', 'PE image for the same machine')
    .option('--all', 'show all differences, also the possible ones, not only the first')
    .option('--any-protection', 'data may be writable in one image only, as between two linkers')
    .addOption(
      new Option('--tolerate <what>', 'let the numbers of unnamed Zig types differ').choices([
        'unnamed-types',
      ]),
    )
    .option('--html <file>', 'write a page that shows all differences')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Both images are walked in lockstep from their entry points, exports and TLS callbacks. Code must be
the same instructions and data the same bytes, but for addresses, which lead to further places to
compare. What nothing leads to is not compared: it is counted, section by section.

Exit codes: 0 the same as far as compared, 1 different, 2 wrong usage, a file that cannot be read,
or images that cannot be compared.`,
    )
    .action((a: string, b: string, options: SameCommandOptions) => {
      finish(same([a, b], options, io));
    });
}

function same(names: readonly [string, string], options: SameCommandOptions, io: Io): ExitCode {
  const [a, b] = names.map((name) => readInputFile(name)) as [Buffer, Buffer];
  const result = compareImages(a, b, optionsOf(options));
  const all = options.all === true;
  if (options.html !== undefined) {
    writeOutputFile(options.html, Buffer.from(sameResultHtml(result, names)));
  }
  if (options.json === true) io.stdout.write(`${JSON.stringify(jsonOf(result, names), null, 2)}\n`);
  else io.stdout.write(sameResultText(result, outputWidth(io), { all, names }));
  return EXIT_CODES[result.verdict];
}

function optionsOf({ anyProtection, tolerate }: SameCommandOptions): SameOptions {
  return {
    ...(anyProtection === true ? { protection: 'ignored' } : {}),
    ...(tolerate === undefined ? {} : { unnamedTypes: 'tolerated' }),
  };
}

function jsonOf(result: SameResult, [a, b]: readonly [string, string]): object {
  return { images: { a, b }, ...result };
}
