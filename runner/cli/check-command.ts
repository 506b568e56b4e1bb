import { isNativeError } from 'node:util/types';
import { Command } from 'commander';
import { checkImage } from '../image/check/check-image';
import { renderViolations } from '../image/check/render-violations';
import { UnreadableImage } from '../image/read/unreadable-image';
import { fileErrorText } from '../system/file-error';
import { GRADES, type Grade, type Violation } from '../image/check/violation';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { fittedMessage } from './output-width';
import { inputReader, shownName, type ReadInput } from './standard-input';

interface CheckOptions {
  readonly json?: true;
  readonly strict?: true;
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
    .argument(
      '<image...>',
      'programs, DLLs and drivers, of any machine and linker; - for standard input',
    )
    .option('--strict', 'fail images that are only unusual, too')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Rules have two grades. An image is broken if a Windows loader refuses or misreads it, or if the PE
Format says that it must be otherwise. It is unusual if linkers do not make such images, but loaders
take them. docs/levels.md lists all rules.

For each rule, this prints where the rule comes from, who refuses such images, and each place where
the image does not keep it: the file offset, the field (by its name in Zig's std.coff), what was found
and what was expected.

All files are checked, even if an earlier one is broken.

Exit codes: 0 no image is broken (with --strict: or unusual), 1 one is, 2 wrong usage, or a file that
cannot be read or is not a PE image.`,
    )
    .action(async (images: readonly string[], options: CheckOptions) => {
      finish(check(images, await inputReader(images, io), options, io));
    });
}

function check(
  images: readonly string[],
  read: ReadInput,
  options: CheckOptions,
  io: Io,
): ExitCode {
  const { json, strict = false } = options;
  const judgements: Judgement[] = [];
  for (const image of images) {
    const judgement = judge(image, read);
    judgements.push(judgement);
    if (judgement.error !== null) io.stderr.write(fittedMessage(`coff2: ${judgement.error}\n`, io));
    else if (json !== true) io.stdout.write(text(judgement));
  }
  if (json === true) {
    const documents = judgements.map((judgement) => jsonOf(judgement, strict));
    io.stdout.write(`${JSON.stringify({ images: documents }, null, 2)}\n`);
  } else if (images.length > 1) {
    io.stdout.write(`${summary(judgements)}\n`);
  }
  if (judgements.some(({ error }) => error !== null)) return ExitCode.USAGE;
  const areValid = judgements.every((judgement) => isValid(judgement, strict));
  return areValid ? ExitCode.OK : ExitCode.FAILED;
}

function judge(name: string, read: ReadInput): Judgement {
  const image = shownName(name);
  try {
    return { image, violations: checkImage(read(name)), error: null };
  } catch (error) {
    if (error instanceof UnreadableImage) {
      return { image, violations: null, error: `${image} is not a PE image: ${error.message}` };
    }
    if (!isNativeError(error) || !('code' in error)) throw error;
    return { image, violations: null, error: fileErrorText(error as NodeJS.ErrnoException) };
  }
}

function isValid({ violations }: Judgement, isStrict: boolean): boolean {
  if (violations === null) return false;
  return isStrict ? violations.length === 0 : rulesOf(violations, 'broken') === 0;
}

function text({ image, violations }: Judgement): string {
  if (violations === null || violations.length === 0) return `${image}: valid\n`;
  const grades = GRADES.filter((grade) => rulesOf(violations, grade) > 0).map((grade) => {
    const rules = rulesOf(violations, grade);
    return `${grade} by ${rules === 1 ? '1 rule' : `${rules} rules`}`;
  });
  return `${image}: ${grades.join(', ')}\n${renderViolations(violations)}`;
}

/** How many rules of a grade are not kept. */
function rulesOf(violations: readonly Violation[], grade: Grade): number {
  return new Set(violations.filter((one) => one.grade === grade).map(({ rule }) => rule)).size;
}

function summary(judgements: readonly Judgement[]): string {
  const strictlyValid = judgements.filter((one) => isValid(one, true)).length;
  const valid = judgements.filter((one) => isValid(one, false)).length;
  const unreadable = judgements.filter(({ error }) => error !== null).length;
  const counts = [
    `${strictlyValid} valid`,
    `${valid - strictlyValid} unusual`,
    `${judgements.length - valid - unreadable} broken`,
    ...(unreadable === 0 ? [] : [`${unreadable} unreadable`]),
  ];
  return `${judgements.length} images: ${counts.join(', ')}`;
}

function jsonOf(judgement: Judgement, isStrict: boolean): object {
  const { image, violations, error } = judgement;
  return { image, valid: isValid(judgement, isStrict), error, violations: violations ?? [] };
}
