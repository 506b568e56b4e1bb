import { flattenContent } from '../../case/program/content-bytes';
import { exportedSymbol, symbolKey, type ProgramState } from '../../case/program/program-state';
import type { Misfit, MisfitKind } from '../../judge/meaning/misfit';
import { importName, spelledName, type LinkHistory } from './link-history';

/** What the rules look at. */
export interface FindingContext {
  readonly program: ProgramState;
  readonly history: LinkHistory;
  /** Addresses as of now, by `symbolKey`. */
  readonly addresses: ReadonlyMap<string, number>;
  /** Addresses of the sections as of now, by their rows in the section table. */
  readonly sections: readonly number[];
  /** Misfits that stay if the linker is flushed until nothing waits. Costly: it links everything again. */
  readonly afterMoreFlushes: () => readonly Misfit[];
}

/** Sections are aligned to this in memory, whatever lies in them. */
const SECTION_ALIGNMENT = 0x1000;

type Rule = (misfit: Misfit, context: FindingContext) => string | null;

/**
 * For each kind of misfit that a known finding explains, the finding's name if it does: see
 * docs/upstream-findings.md. A rule asks for what brings the mistake out; the kind alone explains nothing.
 */
const RULES: Readonly<Partial<Record<MisfitKind, Rule>>> = {
  misaligned: ({ symbol, found, expected }, { history }) => {
    const asked = Number(/0x[0-9a-f]+$/.exec(expected)?.[0]);
    if (asked > SECTION_ALIGNMENT) return 'section-alignment';
    const [kind, name] = splitKey(symbol);
    const first =
      kind === 'nav' ? history.firstPlaced.get(name)?.align : history.leastAsked.get(name);
    const isFirstKept = first !== undefined && first < asked && Number(found) % first === 0;
    if (!isFirstKept) return null;
    return kind === 'nav' ? 'nav-not-realigned' : 'uav-not-realigned';
  },
  'not-executable': ({ symbol }, { history }) => {
    const [kind, name] = splitKey(symbol);
    const isData = kind === 'nav' && history.firstPlaced.get(name)?.isCode === false;
    return isData ? 'data-becomes-function' : null;
  },
  'not-writable': ({ symbol }, { history }) => {
    const [kind, name] = splitKey(symbol);
    const isCode = kind === 'nav' && history.firstPlaced.get(name)?.isCode === true;
    return isCode ? 'data-becomes-function' : null;
  },
  'unused-import': ({ symbol }, { history }) =>
    history.everImported.has(importOf(symbol)) ? 'unused-import' : null,
  'import-twice': ({ symbol }, { history }) =>
    (history.everImported.get(importOf(symbol))?.size ?? 0) > 1 ? 'dll-per-spelling' : null,
  'shared-lookup-table': () => 'lookup-table-lost',
  'missing-import': waits,
  'import-not-reached': (misfit, context) =>
    misfit.expected.includes('not in the import tables')
      ? waits(misfit, context)
      : isUnpatched(misfit, context)
        ? 'new-import-in-settled-code'
        : null,
  'export-not-followed': (misfit, context) => {
    const { program, history, addresses, sections } = context;
    const { found, expected } = misfit;
    const name = /to extern (.*), (?:nav|uav|lazy)/s.exec(expected)?.[1] ?? '';
    const named = program.exportNamed(name);
    if (named === null) return null;
    const now = addresses.get(symbolKey(exportedSymbol(named.exported)));
    const before = history.exportedAt.get(name);
    const leads = Number(/leads to (0x[0-9a-f]+)/.exec(found)?.[1]);
    if (before === undefined || before.rva === now) return null;
    // A distance within one section stays what it is when the section slides.
    const slid = before.rva - before.sectionRva + (sections[before.section] ?? 0);
    if (leads === before.rva || leads === slid) return 'export-keeps-old-address';
    const isStale = slides(misfit, context).some((slide) => leads === before.rva + slide);
    return isStale || isUnwritten(misfit, program) ? 'export-never-patched' : null;
  },
  'wrong-entry-point': (_misfit, { program, history }) => {
    if (program.options.outputMode === 'Lib') return 'dll-entry-point';
    return history.deletedNames.has('wWinMainCRTStartup') ? 'delete-export' : null;
  },
  'missing-export': (_misfit, { program }) =>
    program.options.outputMode === 'Lib' ? 'dll-without-exports' : null,
};

/** The name of the finding that explains a misfit; null if none does. */
export function knownFinding(misfit: Misfit, context: FindingContext): string | null {
  return RULES[misfit.kind]?.(misfit, context) ?? null;
}

/** Whether it is gone after further flushes. */
function waits(misfit: Misfit, { afterMoreFlushes }: FindingContext): string | null {
  const stays = afterMoreFlushes().some(
    ({ kind, symbol, offset, expected }) =>
      symbol === misfit.symbol &&
      offset === misfit.offset &&
      kind === misfit.kind &&
      expected === misfit.expected,
  );
  return stays ? null : 'imports-left-waiting';
}

/** Whether a field still holds what the content has there, which was written before the import had its thunk. */
function isUnpatched(misfit: Misfit, { program, history }: FindingContext): boolean {
  const { symbol, offset } = misfit;
  const definition = program.live().find((one) => symbolKey(one.symbol) === symbol);
  if (definition === undefined || offset === null) return false;
  const { fields } = flattenContent(definition.content, program.options.machine);
  const target = fields.find((field) => field.offset === offset)?.target;
  if (target?.kind !== 'global' || target.libName === null) return false;
  const since = history.thunkSince.get(spelledName(target.name, target.libName)) ?? 0;
  return isUnwritten(misfit, program) && since >= (history.handedOver.get(symbol) ?? 0);
}

/** How far the section of a field has slid since each of the earlier layouts, in bytes. */
function slides({ symbol }: Misfit, context: FindingContext): readonly number[] {
  const { addresses, sections, history } = context;
  const rva = addresses.get(symbol);
  if (rva === undefined) return [];
  const start = Math.max(0, ...sections.filter((address) => address <= rva));
  const row = sections.indexOf(start);
  return history.sectionsWere.flatMap((were) => {
    const before = were[row];
    return before === undefined ? [] : [start - before];
  });
}

/** Whether a field still holds what the content has there: no relocation was ever applied to it. */
function isUnwritten({ symbol, offset, found }: Misfit, program: ProgramState): boolean {
  const definition = program.live().find((one) => symbolKey(one.symbol) === symbol);
  if (definition === undefined || offset === null) return false;
  const { bytes } = flattenContent(definition.content, program.options.machine);
  const value = BigInt(/^\w+ (0x[0-9a-f]+)/.exec(found)?.[1] ?? -1);
  const width = found.startsWith('ADDR64') ? 8 : 4;
  let written = 0n;
  for (let i = width - 1; i >= 0; i -= 1)
    written = (written << 8n) | BigInt(bytes[offset + i] ?? 0);
  return value === written;
}

function splitKey(key: string): readonly [string, string] {
  const [, kind = '', name = ''] = /^(nav|uav|lazy) (.*)$/s.exec(key) ?? [];
  return [kind, name];
}

/** "import kernel32.dll!f" as "kernel32!f". */
function importOf(symbol: string): string {
  const [, dll = '', name = ''] = /^import (.*?)\.dll!(.*)$/s.exec(symbol) ?? [];
  return importName(name, dll);
}
