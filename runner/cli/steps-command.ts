import { hex } from '../text/numbers';
import { createTwoFilesPatch } from 'diff';
import { Command } from 'commander';
import { colors } from '../text/colors';
import { CaseError } from '../case/case-error';
import { linkCase, type ReferenceImage } from '../case/case-replay';
import { isLinked } from '../case/case-script';
import { countDifferentBytes } from '../image/node-dump/byte-difference';
import { imageNodes, nodeChanges } from '../image/node-dump/node-changes';
import { withoutContents } from '../image/node-dump/parse-node-dump';
import { namedCase } from './case-argument';
import { Exploration } from '../explore/exploration';
import { readScript } from '../explore/script-source';
import { whyText } from '../explore/why-text';
import type { HostName } from '../../reference';
import type { StoredCase } from '../case/case-store';
import { ExitCode } from './exit-code';
import { hostOption, hostsOf } from './host-option';
import type { Io } from './io';
import { casesOption, type OwnCasesOptions } from './own-cases';
import { UsageError } from '../system/usage-error';
import { GOLDEN_HOST } from '../case/golden-host';

interface StepsOptions extends OwnCasesOptions {
  readonly host: string;
  readonly contents?: true;
  readonly why?: true;
}

/** `coff2 steps`: prints what each update of a case changes. */
export function stepsCommand(io: Io, finish: (code: ExitCode) => void): Command {
  return new Command('steps')
    .argument('<case>', 'name of a case, or path of a case file')
    .addOption(hostOption(GOLDEN_HOST))
    .addOption(casesOption())
    .option('--contents', 'include the bytes of the nodes')
    .option('--why', 'say what each operation and idle task does, and why')
    .addHelpText('after', '\nExit codes: 0 printed, 1 the case was refused, 2 wrong usage.')
    .action((name: string, options: StepsOptions) => {
      finish(print(name, options, io));
    });
}

function print(name: string, options: StepsOptions, io: Io): ExitCode {
  const { host, contents, why } = options;
  try {
    const stored = namedCase(name, options);
    if (!isLinked(stored.case)) {
      throw new UsageError(
        `${stored.file} has no #link block: only a compiler can be judged by it`,
      );
    }
    const hosts = hostsOf(host);
    if (why === true) return printWhy(stored, hosts, io);
    const linked = linkCase(stored.case, stored.file, hosts);
    for (const [index, update] of stored.case.updates.entries()) {
      for (const one of hosts) {
        const after = linked[index]?.get(one);
        const before = linked[index - 1]?.get(one) ?? null;
        if (after === undefined) continue;
        io.stdout.write(
          colors.bold(`${index + 1} ${update.name}, ${one}: ${sizes(before, after)}\n`),
        );
        io.stdout.write(step(before, after, contents ?? false));
      }
    }
    return ExitCode.OK;
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return ExitCode.FAILED;
  }
}

function printWhy(stored: StoredCase, hosts: readonly HostName[], io: Io): ExitCode {
  const source = readScript(stored.file, stored.case.script);
  let code: ExitCode = ExitCode.OK;
  for (const host of hosts) {
    if (hosts.length > 1) io.stdout.write(`${colors.bold(host)}\n`);
    const exploration = Exploration.of(source, host);
    const style = { bold: colors.bold, dim: colors.dim, marked: colors.yellow };
    for (const text of whyText(exploration, style)) io.stdout.write(text);
    if (exploration.refusal !== null) code = ExitCode.FAILED;
  }
  return code;
}

function sizes(before: ReferenceImage | null, { image }: ReferenceImage): string {
  const size = `${hex(image.length)} bytes`;
  if (before === null) return size;
  const changed = countDifferentBytes(image, before.image);
  const grown = image.length - before.image.length;
  if (grown === 0) return changed === 0 ? 'no byte changed' : `${changed} bytes changed`;
  return `${changed} bytes changed, ${Math.abs(grown)} ${grown > 0 ? 'more' : 'less'}: ${size}`;
}

/** The nodes with changed bytes, and a unified diff of the dumps. The first dump is printed whole. */
function step(before: ReferenceImage | null, after: ReferenceImage, hasContents: boolean): string {
  const text = (dump: string): string => (hasContents ? dump : withoutContents(dump));
  if (before === null) return text(after.nodes);
  const old = text(before.nodes);
  const present = text(after.nodes);
  const patch =
    old === present
      ? ''
      : createTwoFilesPatch('', '', old, present, undefined, undefined, { context: 1 });
  // The lines before the first hunk name two files, which these are not.
  const hunks = patch.slice(patch.indexOf('@@')).split('\n').map(coloured).join('\n');
  return `${contentLines(before, after)}${hunks}`;
}

/** Nodes that still exist and have other bytes. */
function contentLines(before: ReferenceImage, after: ReferenceImage): string {
  const { of } = nodeChanges(imageNodes(after), imageNodes(before));
  return [...of]
    .flatMap(([{ key }, changes]) =>
      changes.map((change) =>
        change.kind === 'bytes' ? `${key}: ${change.count} other bytes\n` : '',
      ),
    )
    .join('');
}

function coloured(line: string): string {
  if (line.startsWith('+')) return colors.green(line);
  return line.startsWith('-') ? colors.red(line) : line;
}
