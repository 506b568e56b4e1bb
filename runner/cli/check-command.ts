import { isNativeError } from 'node:util/types';
import { Command } from 'commander';
import { checkImage } from '../image/check/check-image';
import { renderViolations } from '../image/check/render-violations';
import { UnreadableImage } from '../image/read/unreadable-image';
import { readInputFile } from '../system/input-file';
import type { Violation } from '../image/check/violation';
import { ExitCode } from './exit-code';
import type { Io } from './io';

interface CheckOptions {
  readonly json?: true;
}

/** The result for one file. */
interface Judgement {
  readonly image: string;
  /** Null if it could not be read, or is not a PE image. */
  readonly violations: readonly Violation[] | null;
  /** Why it could not be read. */
  readonly error: string | null;
}

/** `coff2 check`: checks images against the rules of the PE format. */
export function checkCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('check')
    .description('check PE images against the rules of the format')
    .argument('<image...>', 'programs, DLLs and drivers, of any machine and linker')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
For each broken rule, this prints the section of Microsoft's PE Format specification that has it, and
each place where it is broken: the file offset, the field (by its name in Zig's std.coff), what was
found and what was expected.

All files are checked, even if an earlier one is broken.

Exit codes: 0 all images are valid, 1 a rule is broken, 2 wrong usage, or a file that cannot be read
or is not a PE image.`,
    )
    .action((images: readonly string[], options: CheckOptions) => {
      finish(check(images, options, io));
    });
}

function check(images: readonly string[], { json }: CheckOptions, io: Io): ExitCode {
  const judgements: Judgement[] = [];
  for (const image of images) {
    const judgement = judge(image);
    judgements.push(judgement);
    if (judgement.error !== null) io.stderr.write(`coff2: ${judgement.error}\n`);
    else if (json !== true) io.stdout.write(text(judgement));
  }
  if (json === true) {
    io.stdout.write(`${JSON.stringify({ images: judgements.map(jsonOf) }, null, 2)}\n`);
  } else if (images.length > 1) {
    io.stdout.write(`${summary(judgements)}\n`);
  }
  if (judgements.some(({ error }) => error !== null)) return ExitCode.USAGE;
  return judgements.every(isValid) ? ExitCode.OK : ExitCode.FAILED;
}

function judge(image: string): Judgement {
  try {
    return { image, violations: checkImage(readInputFile(image)), error: null };
  } catch (error) {
    if (error instanceof UnreadableImage) {
      return { image, violations: null, error: `${image} is not a PE image: ${error.message}` };
    }
    if (!isNativeError(error) || !('code' in error)) throw error;
    return { image, violations: null, error: error.message };
  }
}

function isValid({ violations }: Judgement): boolean {
  return violations?.length === 0;
}

function text({ image, violations }: Judgement): string {
  if (violations === null || violations.length === 0) return `${image}: valid\n`;
  const rules = new Set(violations.map(({ rule }) => rule)).size;
  const broken = rules === 1 ? '1 rule is broken' : `${rules} rules are broken`;
  return `${image}: ${broken}\n${renderViolations(violations)}`;
}

function summary(judgements: readonly Judgement[]): string {
  const valid = judgements.filter(isValid).length;
  const unreadable = judgements.filter(({ error }) => error !== null).length;
  const invalid = judgements.length - valid - unreadable;
  const end = unreadable === 0 ? '' : `, ${unreadable} unreadable`;
  return `${judgements.length} images: ${valid} valid, ${invalid} invalid${end}`;
}

function jsonOf(judgement: Judgement): object {
  const { image, violations, error } = judgement;
  return { image, valid: isValid(judgement), error, violations: violations ?? [] };
}
