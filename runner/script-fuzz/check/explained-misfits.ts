import type { Coff2, HostName } from '../../../reference';
import { symbolKey, type ProgramState } from '../../case/program/program-state';
import { snapshotPrograms } from '../../case/program/snapshot-programs';
import type { Replay } from '../../case/replay/replay';
import { ScriptReplay } from '../../case/replay/script-replay';
import { checkMeaning } from '../../judge/meaning/check-meaning';
import { HARMLESS_MISFITS, type Misfit, type MisfitKind } from '../../judge/meaning/misfit';
import { fuzzScriptText, scriptLines, type FuzzScript } from '../script/fuzz-script';
import { knownFinding } from './known-findings';
import { sectionAddresses, type LinkHistory } from './link-history';

/** So many flushes place what a flush leaves waiting: one for each import at worst, and a few are enough. */
const MORE_FLUSHES = 20;

/**
 * Misfits that change nothing of what a random program that runs prints: it needs no alignment, and compares no
 * addresses of imports.
 */
const UNSEEN_BY_RUNS: ReadonlySet<MisfitKind> = new Set([
  ...HARMLESS_MISFITS,
  'misaligned',
  'unused-import',
  'import-twice',
]);

/** Which upstream findings explain what is wrong with an image of the reference. */
export interface ExplainedMisfits {
  /** How often each finding explains a misfit, by the name of the finding. */
  readonly known: ReadonlyMap<string, number>;
  /** The first misfit that none explains; null if all are explained. */
  readonly unexplained: Misfit | null;
  /** Whether the image is another program than the one that was handed over. */
  readonly isOtherProgram: boolean;
  /** Whether a program that runs may print something else. */
  readonly mayPrintOtherwise: boolean;
}

/** A snapshot of a script, as the reference linked it. */
export interface LinkedSnapshot {
  readonly script: FuzzScript;
  readonly host: HostName;
  /** Of the snapshot, from 0. */
  readonly index: number;
  readonly program: ProgramState;
  readonly linker: Coff2;
  /** All ops up to the snapshot. */
  readonly history: LinkHistory;
}

/** Looks for what is wrong with the image of a snapshot, and for the findings that explain it. */
export function explainMisfits(snapshot: LinkedSnapshot): ExplainedMisfits {
  const { script, host, index, program, linker, history } = snapshot;
  const misfits = misfitsOf(program, linker);
  const addresses = addressesOf(linker);
  const sections = misfits.length === 0 ? [] : sectionAddresses(linker);
  let later: readonly Misfit[] | null = null;
  const afterMoreFlushes = (): readonly Misfit[] =>
    (later ??= misfitsAfterMoreFlushes(script, host, index));
  const known = new Map<string, number>();
  let unexplained: Misfit | null = null;
  for (const misfit of misfits) {
    const context = { program, history, addresses, sections, afterMoreFlushes };
    const finding = knownFinding(misfit, context);
    if (finding === null) unexplained ??= misfit;
    else known.set(finding, (known.get(finding) ?? 0) + 1);
  }
  const isOtherProgram = misfits.some(({ kind }) => !HARMLESS_MISFITS.has(kind));
  const mayPrintOtherwise = misfits.some(({ kind }) => !UNSEEN_BY_RUNS.has(kind));
  return { known, unexplained, isOtherProgram, mayPrintOtherwise };
}

function misfitsOf(program: ProgramState, linker: Coff2): readonly Misfit[] {
  return checkMeaning(program, linker.image.contents(), linker.symbolMap()) ?? [];
}

/** Addresses of all symbols but globals, by `symbolKey`. */
function addressesOf(linker: Coff2): ReadonlyMap<string, number> {
  const addresses = new Map<string, number>();
  for (const { symbol, rva } of linker.symbolMap()) {
    if ('nav' in symbol) addresses.set(symbolKey({ kind: 'nav', ...symbol }), rva);
    else if ('uav' in symbol) addresses.set(symbolKey({ kind: 'uav', ...symbol }), rva);
    else if ('lazy' in symbol) {
      const [lazy, type] = symbol.lazy;
      addresses.set(symbolKey({ kind: 'lazy', lazy, type }), rva);
    }
  }
  return addresses;
}

/** What is wrong if the linker is flushed on until nothing waits. */
function misfitsAfterMoreFlushes(
  { options, ops }: FuzzScript,
  host: HostName,
  index: number,
): readonly Misfit[] {
  let snapshots = 0;
  const end = ops.findIndex(({ op }) => op === 'snapshot' && snapshots++ === index);
  const flushes = Array.from({ length: MORE_FLUSHES }, () => ({ op: 'flush' }));
  const script = { options, ops: [...ops.slice(0, end), ...flushes, { op: 'snapshot' }] };
  const [program] = [...snapshotPrograms(scriptLines(script), 'script')].slice(-1);
  const started: Coff2[] = [];
  const replay = new ScriptReplay('script', [host], {
    started: (_host, { linker }: Replay) => {
      started.push(linker);
    },
  });
  replay.push(Buffer.from(fuzzScriptText(script)));
  replay.end();
  const [linker] = started;
  if (program === undefined || linker === undefined) throw new TypeError('nothing was linked');
  return misfitsOf(program, linker);
}
