import { createColors } from 'picocolors';
import type { Difference, DifferenceKind } from './difference';
import { count } from '../text/numbers';

/** How differences are shown. */
export interface RenderOptions {
  /** The node dumps as a unified diff, to be shown below. */
  readonly dumpDiff?: string;
  /** Whether to use a terminal's colours; default: no. */
  readonly colour?: boolean;
  /** Blocks of lines to show, one a difference or a group of them; default: all. */
  readonly limit?: number;
  /** Lines of details to show of each; default: all. */
  readonly detailLimit?: number;
  /** Where the rest can be found, to be named where something is left out. */
  readonly more?: string;
}

/** Of a group, so many are shown one by one. */
const GROUP_SHOWN = 2;
/** Groups of fewer are shown whole. */
const GROUP_MIN = 4;

const TITLES: readonly (readonly [prefix: RegExp, title: string])[] = [
  [/^(file_size|dos_stub|signature|coff_header|optional_header|data_directory)/, 'Headers'],
  [/^section/, 'Sections'],
  [/^import/, 'Imports'],
  [/^export/, 'Exports'],
  [/^node/, 'Nodes'],
  [/^reloc\./, 'Relocations'],
  [/^bytes\./, 'Contents'],
];

const TITLES_BY_KIND: Readonly<Record<DifferenceKind, string>> = {
  node: 'Nodes',
  reloc: 'Relocations',
  bytes: 'Contents',
};

/** Differences as text for people: by kind, those of one event together. Ends with a line feed. */
export function renderDifferences(
  differences: readonly Difference[],
  options: RenderOptions = {},
): string {
  const { limit = Infinity, dumpDiff = '', more } = options;
  const lines: string[] = [];
  let blocks = 0;
  let shown = 0;
  const byTitle = new Map(TITLES.map(([, title]) => [title, [] as Difference[]]));
  for (const difference of differences) byTitle.get(titleOf(difference))?.push(difference);
  for (const [, title] of TITLES) {
    const own = byTitle.get(title) ?? [];
    for (const [index, block] of blocksOf(own, limit - blocks).entries()) {
      if (blocks === limit) break;
      if (index === 0) lines.push(...(lines.length === 0 ? [] : ['']), heading(title, options));
      lines.push(...renderBlock(block, options));
      blocks += 1;
      shown += block.length;
    }
  }
  if (shown < differences.length) {
    const place = more === undefined ? '' : `, all in ${more}`;
    lines.push('', `… ${count(differences.length - shown, 'more difference')}${place}`);
  }
  if (dumpDiff !== '') lines.push('', heading('Node dumps', options), dumpDiff.trimEnd());
  return lines.map((line) => `${line}\n`).join('');
}

function heading(title: string, { colour = false }: RenderOptions): string {
  return createColors(colour).bold(`${title}:`);
}

function titleOf(difference: Difference): string {
  if (difference.kind !== undefined) return TITLES_BY_KIND[difference.kind];
  const { key } = difference;
  return TITLES.find(([prefix]) => prefix.test(key))?.[1] ?? 'Contents';
}

/**
 * Differences of one group make one block, where the first of them stands.
 * @param most blocks that are wanted; the first ones
 */
function blocksOf(
  differences: readonly Difference[],
  most: number,
): readonly (readonly Difference[])[] {
  const blocks: Difference[][] = [];
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    // What is not shown has no words yet, and needs none.
    if (blocks.length >= most && groups.size === 0) break;
    const { group } = difference;
    const known = group === undefined ? undefined : groups.get(group);
    if (known !== undefined) {
      known.push(difference);
      continue;
    }
    // One that comes later may still be of a group that is shown.
    if (blocks.length >= most) continue;
    const block = [difference];
    blocks.push(block);
    if (group !== undefined) groups.set(group, block);
  }
  return blocks.flatMap((block) =>
    block.length < GROUP_MIN ? block.map((difference) => [difference]) : [block],
  );
}

function renderBlock(block: readonly Difference[], options: RenderOptions): string[] {
  const [first] = block;
  if (first === undefined) return [];
  if (block.length === 1) return renderDifference(first, options, '  ');
  const isShort = options.limit !== undefined;
  const examples = isShort ? block.slice(0, GROUP_SHOWN) : block;
  const rest = block.length - examples.length;
  return [
    `  ${block.length} × ${first.group ?? ''}:`,
    ...examples.flatMap((difference) =>
      renderDifference(isShort ? brief(difference) : difference, options, '    '),
    ),
    ...(rest === 0 ? [] : [`    … and ${rest} more`]),
  ];
}

/** An example of its group, which says why. */
function brief({ key, message, before, after }: Difference): Difference {
  return { key, message, before, after };
}

function renderDifference(
  { key, message, cause, details = [] }: Difference,
  { colour = false, detailLimit = Infinity }: RenderOptions,
  indent: string,
): string[] {
  const paint = createColors(colour);
  const shown = details.slice(0, detailLimit);
  const left = details.length - shown.length;
  const isKeyed = message.startsWith(`${key}:`);
  return [
    `${indent}${isKeyed ? message : `${message}  ${paint.dim(`[${key}]`)}`}`,
    ...(cause === undefined ? [] : [`${indent}    ${paint.yellow(cause)}`]),
    ...shown.map((line) => {
      const painted = line.startsWith('-') ? paint.red(line) : paint.green(line);
      return `${indent}    ${painted}`;
    }),
    ...(left === 0 ? [] : [`${indent}    … ${count(left, 'more line')}`]),
  ];
}
