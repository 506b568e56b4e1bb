import * as path from 'node:path';
import { readStoredFile } from '../system/input-file';
import { Command } from 'commander';
import { caseNames, sourceCaseFolder } from '../case/case-store';
import { caseOutline, type CaseOutline } from '../case/case-outline';
import type { Expectation } from '../judge/expectations/expectation';
import { CONFIG_FILE } from '../linker/config-file';
import { unreadableFileText } from '../system/unreadable-file';
import { count } from '../text/numbers';
import { namedCaseFile } from './case-argument';
import { ExitCode } from './exit-code';
import type { Io } from './io';
import { DEFAULT_MAX_IMAGE } from './linker-limits';
import { fittedMessage } from './output-width';
import { chosenLinkers } from './linker-option';
import { filesOf, ownCases, type OwnCasesOptions } from './own-cases';
import { ZIG } from './zig-option';

interface ListOptions extends OwnCasesOptions {
  readonly linker?: string;
}

/** The shortest text of a case that is worth a column. */
const MIN_SUMMARY = 20;

/** `coff2 list`: the cases, a line for each. */
export function listCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('list')
    .option(
      '--linker <name>',
      'only cases that can judge this linker, and what it is expected to fail',
    )
    .option(
      '--cases <dir>',
      `folder of cases of your own, listed in place of the suite's (key cases of ${CONFIG_FILE}: listed beside them)`,
    )
    .option(
      '--config <file>',
      `file that names linkers and cases (default: ${CONFIG_FILE}, if it is there)`,
    )
    .addHelpText(
      'after',
      `
Each line has the name of a case, the number of its updates, and what it is about. Cases with sources only judge
compilers: --linker ${ZIG} lists them too.

Exit codes: 0 listed, 2 wrong usage, or a case that cannot be read.`,
    )
    .action(async (options: ListOptions) => {
      const unreadable: string[] = [];
      io.stdout.write(await list(options, io.stdout.columns ?? null, unreadable));
      for (const why of unreadable) io.stderr.write(fittedMessage(`coff2: ${why}\n`, io));
      finish(unreadable.length === 0 ? ExitCode.OK : ExitCode.USAGE);
    });
}

/**
 * @param columns width of the terminal; null if lines may have any width
 * @param unreadable gets why a case cannot be read, which has no line
 */
async function list(
  options: ListOptions,
  columns: number | null,
  unreadable: string[],
): Promise<string> {
  const expectations = await expectationsOf(options);
  const rows = listedFiles(options).flatMap((file) => {
    const name = path.basename(file, '.incr');
    const outline = outlineOf(file);
    if (typeof outline === 'string') {
      unreadable.push(outline);
      return [];
    }
    const { updates, isLinked, summary } = outline;
    const failing = expectations.filter((one) => one.case === name);
    const notes = [
      ...(isLinked ? [] : ['sources only']),
      ...(failing.length === 0 ? [] : [count(failing.length, 'expected failure')]),
    ];
    const about = [...(notes.length === 0 ? [] : [`(${notes.join(', ')})`]), summary].join(' ');
    return [{ name, updates: count(updates, 'update'), about }];
  });
  const names = Math.max(...rows.map(({ name }) => name.length));
  const counts = Math.max(...rows.map(({ updates }) => updates.length));
  return rows
    .map(({ name, updates, about }) => {
      const start = `${name.padEnd(names)}  ${updates.padStart(counts)}  `;
      return `${start}${cut(about, columns, start.length)}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}

/** What is told of a case; why, if it cannot be read. */
function outlineOf(file: string): CaseOutline | string {
  try {
    return caseOutline(readStoredFile(file).toString('utf8'));
  } catch (error) {
    const why = unreadableFileText(error, file);
    if (why === null) throw error;
    return why;
  }
}

function listedFiles(options: ListOptions): readonly string[] {
  const own = ownCases(options);
  const ownFiles = own === null ? [] : filesOf(own.folder);
  if (own?.isAlone === true) return ownFiles;
  const sources = options.linker === undefined || options.linker === ZIG ? sourceFiles() : [];
  return [...caseNames().map((name) => namedCaseFile(name)), ...sources, ...ownFiles];
}

function sourceFiles(): readonly string[] {
  return caseNames(sourceCaseFolder()).map((name) => namedCaseFile(name));
}

/** What the named linker is expected to fail; those of a compiler depend on its release. */
async function expectationsOf({ linker, config }: ListOptions): Promise<readonly Expectation[]> {
  if (linker === undefined || linker === ZIG) return [];
  const [chosen] = await chosenLinkers({
    linker: [linker],
    maxImage: DEFAULT_MAX_IMAGE,
    ...(config === undefined ? {} : { config }),
  });
  return chosen?.expectations.expectations ?? [];
}

/** Text that fits beside what starts its line. */
function cut(text: string, columns: number | null, start: number): string {
  const room = columns === null ? text.length : Math.max(columns - start, MIN_SUMMARY);
  return text.length <= room ? text : `${text.slice(0, room - 1).trimEnd()}…`;
}
