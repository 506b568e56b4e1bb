import { isDeepStrictEqual } from 'node:util';
import type { HostName } from '../../reference';
import { loadCase } from '../case/case-store';
import { untraceableReference } from '../case/program/untraceable-reference';
import { snapshotPrograms } from '../case/program/snapshot-programs';
import { freshLink } from '../case/replay/fresh-link';
import { judgeLinkedCase } from '../judge/linked-case';
import type { Judgement } from '../judge/result/case-result';
import { REFERENCE } from '../linker/reference';
import type { ProgramRun } from '../system/program-runner';
import { quotedText } from '../text/lossless-text';
import { linkBare, writeLibrary } from './bare-link';
import { soakCheck } from './image-check';
import { soakPair, type SoakedImage } from './image-pair';
import { importVersions } from './imported-versions';
import { isOnlyRealigned, realignedSymbols } from './realigned';
import { inGeneral, type SoakLog } from './soak-log';
import type { SoakRunner } from './soak-runner';
import type { BareLinker } from './toolchain';
import type { WorkFolder } from './work-folder';

/** A version of a program, which becomes an update of a case. */
export interface ProgramVersion {
  /** "-O2". */
  readonly name: string;
  /** The name of its object in the folder. */
  readonly object: string;
}

/** How a case is soaked. */
export interface CaseSoak {
  /** The name of the case: "gcc". */
  readonly name: string;
  readonly versions: readonly ProgramVersion[];
  /** Linkers that it is compared with. */
  readonly linkers: readonly BareLinker[];
  /** Whether they leave out sections that nothing refers to. */
  readonly isCollected: boolean;
  /** What runs images; null without Wine. */
  readonly runner: SoakRunner | null;
  readonly hosts: readonly HostName[];
  readonly stop: AbortSignal;
}

/** The levels that need no goldens. */
const LEVELS = ['valid', 'runs', 'meaning', 'incremental'] as const;

/** A version as linkers other than the reference link it. */
interface LinkedVersion {
  readonly version: ProgramVersion;
  readonly images: readonly SoakedImage[];
  /** What the program does; null if nothing can run it. */
  readonly run: Pick<ProgramRun, 'stdout' | 'exitCode'> | null;
}

/**
 * Imports the versions of a program as updates of a case, and judges the reference linker by it on all levels that need
 * no goldens. The program must do what it does as linked by others, and `same` must not tell their images apart.
 */
export async function soakCase(soak: CaseSoak, folder: WorkFolder, log: SoakLog): Promise<void> {
  const { name, versions } = soak;
  writeLibrary(folder);
  const { listings, refusal } = importVersions(versions.map(({ object }) => folder.read(object)));
  if (refusal !== null) log.count(`import refuses: ${inGeneral(refusal)}`);
  const linked: LinkedVersion[] = [];
  for (const version of versions.slice(0, listings.length)) {
    if (soak.stop.aborted) return;
    const one = await linkByOthers(version, soak, folder, log);
    if (one === null) break;
    linked.push(one);
  }
  if (linked.length === 0) return;
  const text = caseText(linked, listings);
  const file = folder.write(`${name}.incr`, text);
  await judgeCase(file, listings, soak, log);
  compareImages(file, linked, soak, folder, log);
}

/** @returns null if the program does not end, or does not do the same as linked by each */
async function linkByOthers(
  version: ProgramVersion,
  { linkers, isCollected, runner }: CaseSoak,
  folder: WorkFolder,
  log: SoakLog,
): Promise<LinkedVersion | null> {
  const images: SoakedImage[] = [];
  const runs: ProgramRun[] = [];
  for (const linker of linkers) {
    const image = `${version.object}.${linker.replace(' ', '-')}.exe`;
    const why = await linkBare(linker, { object: version.object, image, isCollected }, folder);
    if (why !== null) {
      log.count(`not linked: ${inGeneral(why)}`);
      continue;
    }
    const soaked = { linker, file: folder.file(image), bytes: folder.read(image) };
    images.push(soaked);
    soakCheck(linker, soaked.file, soaked.bytes, log);
    if (runner === null) continue;
    const run = await runner.run(soaked.bytes);
    if (run.exitCode === null) {
      log.count('left out: does not end');
      return null;
    }
    runs.push(run);
  }
  const [first, ...others] = runs;
  const isOther = (run: ProgramRun): boolean => !isDeepStrictEqual(told(run), told(first ?? run));
  const other = others.find(isOther);
  if (other === undefined || first === undefined) return { version, images, run: first ?? null };
  // Neither image is the suite's. As a rule, the program runs into what C leaves undefined: Clang ends a function in
  // the middle where an endless loop does nothing, and what lies behind it is the linker's choice.
  log.count('left out: does otherwise as another linker has it');
  return null;
}

function told({ stdout, exitCode }: ProgramRun): Pick<ProgramRun, 'stdout' | 'exitCode'> {
  return { stdout, exitCode };
}

function caseText(
  linked: readonly LinkedVersion[],
  listings: readonly (readonly string[])[],
): string {
  const lines = ['#target=x86_64-windows-selfhosted'];
  for (const [index, { version, run }] of linked.entries()) {
    lines.push(`#update=${version.name}`, '#link', ...(listings[index] ?? []));
    if (run === null) continue;
    lines.push(
      `#expect_stdout=${quotedText(run.stdout)}`,
      `#expect_exit_code=${run.exitCode ?? 0}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

async function judgeCase(
  file: string,
  listings: readonly (readonly string[])[],
  { name, runner, hosts, stop }: CaseSoak,
  log: SoakLog,
): Promise<void> {
  const command = `npx coff2 run ${file}`;
  const { refusal, updates } = await judgeLinkedCase(
    file,
    { ...REFERENCE, levels: LEVELS },
    { hosts, goldens: null, runner, reports: null, stop },
  );
  if (refusal !== null) {
    log.fail({ what: `case ${name}: refused`, details: refusal.split('\n'), command });
  }
  const realigned = realignedSymbols(listings);
  for (const [index, { update, judgements }] of updates.entries()) {
    const isRealigned = (one: Judgement): boolean =>
      isOnlyRealigned(one, realigned[index] ?? new Set());
    // Instructions fault where what they use is not aligned.
    const mayFault = judgements.some(isRealigned);
    for (const judgement of judgements) {
      const { level, variant, verdict, reason, details } = judgement;
      // It needs goldens.
      if (level === 'picture') continue;
      if (verdict === 'pass') {
        log.hold(`${level}: holds${reason === null ? '' : `, ${inGeneral(reason)}`}`);
      } else if (verdict === 'unsupported') {
        log.count(`${level}: not judged, ${inGeneral(reason ?? '')}`);
      } else if (isRealigned(judgement) || (mayFault && level === 'runs')) {
        log.count(`${level}: fails as is known of upstream, as something needs more alignment now`);
      } else {
        const what = `${level}, ${name}, update ${update}, on ${variant}: ${reason ?? verdict}`;
        log.fail({ what, details, command });
      }
    }
  }
}

/** Compares the images of all linkers, and one that the reference links from nothing. */
function compareImages(
  file: string,
  linked: readonly LinkedVersion[],
  { name, stop }: CaseSoak,
  folder: WorkFolder,
  log: SoakLog,
): void {
  const { script } = loadCase(file).case;
  const programs = snapshotPrograms(
    script.map(({ json }) => json),
    file,
  );
  for (const { version, images } of linked) {
    const { value: program } = programs.next();
    if (program === undefined || stop.aborted) return;
    const image = `${version.object}.reference.exe`;
    const bytes = Uint8Array.from(freshLink(program).image.contents());
    const reference = { linker: 'reference', file: folder.write(image, bytes), bytes };
    const all = [reference, ...images];
    for (const [index, a] of all.entries()) {
      for (const b of all.slice(index + 1)) {
        soakPair(`${name} ${version.name}`, [a, b], log, () => untraceableReference(program));
      }
    }
  }
}
