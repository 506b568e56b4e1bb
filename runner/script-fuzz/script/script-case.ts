import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_LINK_OPTIONS, relocWidth, type Machine } from '../../../reference';
import { readScript, type ScriptLine } from '../../case/case-script';
import { CaseError } from '../../case/case-error';
import { LinkScriptParser } from '../../case/link-script/parser';
import { ScriptError } from '../../case/link-script/script-error';
import { parseCase } from '../../case/parser';
import { formatListing } from '../../case/listing/format-listing';
import { writeTarget } from '../../case/listing/target';
import { writeName } from '../../case/listing/tokens';
import { undefinedReferences } from '../../case/undefined-references';
import { itemSize, scriptLines, type FuzzScript, type Item, type ItemTarget } from './fuzz-script';
import type { ScriptOp } from './fuzz-script';

/**
 * A script as a case file, with the disassembly of its code.
 * @param remarks lines of a comment at its top
 * @returns null if a case cannot say it: it has ops after its last snapshot, or an op that a listing has no
 *   words for
 */
export function scriptCase(script: FuzzScript, remarks: readonly string[] = []): string | null {
  const { options, ops } = script;
  const machine = options.machine ?? DEFAULT_LINK_OPTIONS.machine;
  const updates: string[] = [];
  let open: ScriptOp[] = [];
  const names = new Set<string>();
  for (const op of ops) {
    if (op.op !== 'snapshot') {
      open.push(op);
      continue;
    }
    const given = typeof op.name === 'string' && op.name !== '' ? op.name : `update`;
    const name = names.has(given) ? `${given} (${names.size + 1})` : given;
    names.add(name);
    const lines = open.flatMap((one) => statementLines(one, machine));
    updates.push(`#update=${name}`, '#link', ...formatListing(lines, machine));
    open = [];
  }
  if (open.length > 0) return null;
  const text = [
    ...remarks.map((line) => `// ${line}`),
    `#target=${machine === 'I386' ? 'x86' : 'x86_64'}-windows-selfhosted`,
    ...Object.entries(options).map(([name, value]) => `#link_option=${name}=${value}`),
    ...undefinedNames(script).map((name) => `#undefined=${name}`),
    ...updates,
    '',
  ].join('\n');
  return saysTheSame(text, script) ? text : null;
}

/** Whether a case is the script, but for the names of its snapshots. */
function saysTheSame(text: string, script: FuzzScript): boolean {
  try {
    const said = parseCase(text, 'script.incr').script.map(({ json }) => json);
    return isDeepStrictEqual(opsOf(said), opsOf(scriptLines(script)));
  } catch (error) {
    // A name that no listing can hold, or an update without ops.
    if (error instanceof CaseError || error instanceof ScriptError) return false;
    throw error;
  }
}

function opsOf(lines: readonly string[]): readonly unknown[] {
  const parser = new LinkScriptParser('script');
  const ops = lines.map((line) => parser.line(Buffer.from(line)));
  return [parser.options, ...ops.map((op) => (op?.op === 'snapshot' ? { ...op, name: null } : op))];
}

/** Names that something refers to at a flush, and that are defined later. */
function undefinedNames(script: FuzzScript): readonly string[] {
  const lines = scriptLines(script).map((json): ScriptLine => {
    const { op = null } = JSON.parse(json) as { readonly op?: string };
    return { json, op, place: { line: 1 } };
  });
  const read = readScript(lines);
  if (read.problems.length > 0) return [];
  return undefinedReferences(lines, read, new Map()).map(({ name }) => name);
}

function statementLines(op: ScriptOp, machine: Machine): readonly string[] {
  const {
    content = [],
    type,
    align,
    nav,
    id,
    value,
    kind,
    names,
    name,
    count,
  } = op as ScriptOp & Readonly<Record<string, string>>;
  const withContent = (head: string): readonly string[] => [
    head,
    ...contentLines(content, machine),
  ];
  const alignment = align === undefined ? '' : ` align ${align}`;
  switch (op.op) {
    case 'defineUav':
      return withContent(`uav ${declared(id)}: ${type} = ${value}${alignment}`);
    case 'defineLazy':
      return withContent(`lazy ${kind} ${writeName(type ?? '')}`);
    case 'updateNav': {
      const head = `nav ${declared(nav)}: ${type}${alignment}`;
      return op.content === undefined ? [`${head} comptime`] : withContent(head);
    }
    case 'updateFunc':
      return withContent(`fn ${declared(nav)}: ${type}${alignment}`);
    case 'updateExports': {
      const exported = op.exported as { readonly nav?: string; readonly uav?: string };
      const what =
        exported.nav === undefined
          ? `uav ${writeName(exported.uav ?? '')}`
          : writeExported(exported.nav);
      const list = (names as unknown as readonly string[]).map(writeName).join(', ');
      return [`export ${list} = ${what}`];
    }
    case 'deleteExport':
      return [`unexport ${writeName(name ?? '')} = ${writeName(nav ?? '')}`];
    case 'updateErrorData':
      return ['error_data'];
    case 'idle':
      return [count === undefined ? 'idle' : `idle ${count}`];
    default:
      return [op.op];
  }
}

/** A name before a colon. */
function declared(name = ''): string {
  return /^[\w.]+$/.test(name) ? name : JSON.stringify(name);
}

function writeExported(nav: string): string {
  return nav === 'uav' ? JSON.stringify(nav) : writeName(nav);
}

/** A write and the fields in it are one line, if they are handed over in that order. */
function contentLines(items: readonly Item[], machine: Machine): readonly string[] {
  const pointerSize = machine === 'AMD64' ? 8 : 4;
  const lines: string[] = [];
  let start = 0;
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at] as Item;
    const end = start + itemSize(item, pointerSize);
    if (typeof item === 'string') {
      const fields: string[] = [];
      const hex: string[] = [...(item.match(/../g) ?? [])];
      let last = start;
      for (let next = items[at + 1]; isReloc(next); next = items[at + 1]) {
        const offset = next.offset ?? end - 4;
        const width = relocWidth(machine, next.type) ?? 0;
        const zeros = hex.slice(offset - start, offset - start + width);
        const fits = offset >= last && width > 0 && offset + width <= end;
        if (!fits || zeros.some((byte) => byte !== '00')) break;
        fields.push(`@${writeTarget(targetOf(next.reloc))}${sum(next.addend)}${as(next.type)}`);
        hex[offset - start] = fields.at(-1) ?? '';
        for (let i = 1; i < width; i += 1) hex[offset - start + i] = '';
        last = offset + width;
        at += 1;
      }
      lines.push(`  ${hex.filter((part) => part !== '').join(' ')}`);
    } else lines.push(`  ${wordLine(item)}`);
    start = end;
  }
  return lines;
}

type Reloc = Extract<Item, { reloc: unknown }>;

function isReloc(item: Item | undefined): item is Reloc {
  return typeof item === 'object' && 'reloc' in item;
}

function wordLine(item: Exclude<Item, string>): string {
  if ('splat' in item) return `splat ${item.splat.join(' ')}`;
  if ('rebase' in item) return `rebase ${item.rebase}`;
  if ('ptr' in item) return `ptr @${writeTarget(targetOf(item.ptr))}${sum(item.addend)}`;
  const at = item.offset === undefined ? '' : ` at ${item.offset}`;
  return `reloc ${item.type} @${writeTarget(targetOf(item.reloc))}${sum(item.addend)}${at}`;
}

function sum(addend = 0): string {
  return addend === 0 ? '' : ` ${addend > 0 ? '+' : ''}${addend}`;
}

function as(type: string): string {
  return type === 'REL32' ? '' : ` as ${type}`;
}

function targetOf(target: ItemTarget): Parameters<typeof writeTarget>[0] {
  if ('nav' in target) return { kind: 'nav', nav: target.nav };
  if ('uav' in target) return { kind: 'uav', uav: target.uav, align: target.align ?? null };
  if ('lazy' in target) {
    const [kind, type] = target.lazy;
    return { kind: 'lazy', lazy: kind as 'code' | 'const_data', type };
  }
  const [name, libName] = target.global;
  return { kind: 'global', name, libName };
}
