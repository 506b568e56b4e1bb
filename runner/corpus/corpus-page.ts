import type { CommandResult, Examination } from './examination';
import type { CorpusResult } from './examine-corpus';
import type { Explained, Finding } from './findings';
import { packageText, type Package } from './package-list';

/** All that the page tells. */
export interface CorpusReport {
  readonly packages: readonly Package[];
  readonly result: CorpusResult;
  /** Names and versions of the programs that it was compared with. */
  readonly programs: readonly string[];
  readonly explained: readonly Explained[];
  readonly unexplained: readonly Finding[];
}

const COMMANDS: readonly CommandResult['command'][] = [
  'check',
  'inspect',
  'diff with itself',
  'same, moved',
  'diff with a neighbour',
  'import',
];
/** Reasons of refusals that are listed. */
const REASONS = 25;
/** Files that a row names. */
const NAMED = 3;

/** docs/corpus.md, before oxfmt lays it out. */
export function corpusPage(report: CorpusReport): string {
  const { packages, result, programs, explained, unexplained } = report;
  const { examinations, crashes } = result;
  const images = examinations.filter(({ kind }) => kind === 'image');
  const objects = examinations.filter(({ kind }) => kind === 'object');
  const broken = images.filter((one) => one.broken.length > 0).length;
  const unusual = images.filter((one) => one.broken.length === 0 && one.unusual.length > 0).length;
  const imported = objects.filter(({ refusal }) => refusal === null).length;
  const lines = [
    '# Files of real toolchains',
    '',
    '`npm run corpus` writes this page. It takes images and objects out of the packages below, each content',
    'once, has `check`, `inspect`, `diff`, `same` and `import` work on all of them, and compares the numbers of',
    `sections, imports, exports and relocations with those of ${programs.join(' and ')}. Of import`,
    'libraries one member each is taken. pefile reads base relocations of up to 64 KiB. Images with base relocations are',
    'also compared with themselves as the loader would move them: `same` must not call them different programs.',
    '',
    `${images.length} images: ${images.length - broken - unusual} valid, ${unusual} unusual, ${broken} broken.`,
    `${objects.length} objects: ${imported} imported, ${objects.length - imported} refused.`,
    `${crashes.length} crashes and hangs. ${unexplained.length} findings without an explanation.`,
    '',
    '## Toolchains',
    '',
    'As far as the files tell: by the version of the linker, a Rich header, or what a compiler wrote.',
    '',
    ...toolchainTable('images', images),
    '',
    ...toolchainTable('objects', objects),
    '',
    '## Time',
    '',
    'Milliseconds of computing, in a process that runs already. What took more than a second was measured',
    'again. Of each package, up to 25 images are compared with the one before them in their folder.',
    '',
    '| command | files | median | 99% | most | by |',
    '| --- | --- | --- | --- | --- | --- |',
    ...COMMANDS.map((command) => timeRow(command, examinations)),
    '',
    '## Images that `diff` does not compare as programs',
    '',
    'It compares the bytes of all images. Whether an image is the same program as itself, it does not say of these:',
    '',
    '| images | reason | for example |',
    '| --- | --- | --- |',
    ...reasonRows(images, ({ notCompared }) => notCompared),
    '',
    '## Findings and explanations',
    '',
    ...explained.filter(({ findings }) => findings.length > 0).flatMap(explainedLines),
    ...(unexplained.length === 0 ? [] : ['### Without an explanation', '']),
    ...unexplained.map(findingLine),
    '',
    '## Objects that `import` refuses',
    '',
    'By reason. A listing cannot say everything that an object can.',
    '',
    '| objects | reason | for example |',
    '| --- | --- | --- |',
    ...reasonRows(objects, ({ refusal }) => refusal),
    '',
    '## Packages',
    '',
    packages.map(packageText).join(', '),
    '',
  ];
  return lines.join('\n');
}

function toolchainTable(what: string, files: readonly Examination[]): readonly string[] {
  const counts = countBy(files, ({ toolchain }) => toolchain);
  return [
    `| made by | ${what} |`,
    '| --- | --- |',
    ...counts.map(([name, some]) => `| ${name} | ${some.length} |`),
  ];
}

function timeRow(command: CommandResult['command'], files: readonly Examination[]): string {
  const times = files
    .flatMap(({ name, commands }) =>
      commands.filter((one) => one.command === command).map((one) => ({ ...one, name })),
    )
    .sort((a, b) => a.milliseconds - b.milliseconds);
  const at = (part: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * part))]?.milliseconds ?? 0;
  const last = times.at(-1);
  return `| ${command} | ${times.length} | ${at(0.5)} | ${at(0.99)} | ${last?.milliseconds ?? 0} | ${last?.name ?? ''} |`;
}

function explainedLines({ explanation, findings }: Explained): readonly string[] {
  const names = findings.slice(0, NAMED).map(findingLine);
  const more = findings.length - names.length;
  return [explanation.text, '', ...names, ...(more > 0 ? [`- and ${more} more`] : []), ''];
}

function findingLine({ kind, name, text }: Finding): string {
  const what = kind === 'count' || kind === 'crash' || kind === 'fault' ? text : `${kind}: ${text}`;
  return `- ${escaped(name)}: ${escaped(what)}`;
}

/** How many files have which reason for something, the most frequent first. */
function reasonRows(
  files: readonly Examination[],
  reasonFor: (file: Examination) => string | null,
): readonly string[] {
  const concerned = files.filter((file) => reasonFor(file) !== null);
  const reasons = countBy(concerned, (file) => reasonOf(reasonFor(file) ?? ''));
  const others = reasons.slice(REASONS).reduce((sum, [, some]) => sum + some.length, 0);
  return [
    ...reasons
      .slice(0, REASONS)
      .map(
        ([reason, some]) =>
          `| ${some.length} | ${escaped(reason)} | ${escaped(some[0]?.name ?? '')} |`,
      ),
    ...(others === 0 ? [] : [`| ${others} | ${reasons.length - REASONS} other reasons | |`]),
  ];
}

/** A refusal without what is of one object: names, addresses, numbers. */
function reasonOf(refusal: string): string {
  return refusal
    .replaceAll(/\b(0x[0-9a-f]+|\d+)\b/g, 'N')
    .replace(/^refers to (__imp_)\S+(, .*: declare) \S+/, 'refers to $1NAME$2 NAME')
    .replace(/^refers to \S+(, (which|where) )/, 'refers to NAME$1')
    .replace(/^.*? at N of \S+: (the entry point is) \S+/, '$1 within a symbol')
    .replace(/^section \S+:/, 'section:')
    .replace(/^(?!section)\S+: /, '')
    .slice(0, 160);
}

function countBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly [string, readonly Item[]])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

function escaped(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('\n', ' ')
    .replaceAll(/([*_`])/g, '\\$1');
}
