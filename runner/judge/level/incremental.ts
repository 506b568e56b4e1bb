import type { HostName } from '../../../reference';
import { flattenContent } from '../../case/program/content-bytes';
import { symbolKey, type ProgramState } from '../../case/program/program-state';
import { untraceableReference } from '../../case/program/untraceable-reference';
import type { LinkedImage, SymbolAddress, WrittenBytes } from '../../image/linked-image';
import { countDifferentBytes } from '../../image/node-dump/byte-difference';
import type { LinkResult } from '../../linker/implementation';
import { judgeImages } from '../../same/compare-images';
import type { KnownPlace } from '../../same/same-result';
import { differenceLines } from '../../same/show/difference-lines';
import { count } from '../../text/numbers';
import { mapKey } from '../meaning/map-key';
import { printable } from '../../text/printable';
import type { Judgement } from '../result/case-result';
import { judgedRefusal } from './refusals';

/** Columns of the details: reports fold them no further. */
const WIDTH = 100;

/** The comparison knows no more than an order. */
const WHICH_IS_WHICH = 'the first image is that of the new process, the second the patched one';

/** The most images of one case and host that are compared with those of a new process. */
const MAX_COMPARED = 40;

/** How the reason begins where a patched image is not what a new process makes. */
export const OTHER_THAN_FRESH = 'another program than a new process makes';

/** An update of a linker that claims to patch its image. */
export interface PatchedUpdate {
  /** The program after the update. */
  readonly program: ProgramState;
  readonly host: HostName;
  readonly result: LinkedImage;
  /** The image before the update; null if it is the first one. */
  readonly before: Uint8Array | null;
  /** Whether the update hands over anything; one that only flushes what was flushed does not. */
  readonly handsOver: boolean;
  /** Links the program with a new process; null if that is not to be compared after this update. */
  readonly linkFresh: (() => Promise<LinkResult>) | null;
}

/**
 * Judges how an image was patched: what the linker says that it wrote, and whether the image is the
 * program that a new process makes of the same state.
 * @returns null if the program is not flushed, so that the linker may still be at work, or if nothing is wrong
 *   with what it wrote and the image is not to be compared: half of the rule is no pass
 */
export async function judgeIncremental(update: PatchedUpdate): Promise<Judgement | null> {
  const { program, host, result, before, linkFresh } = update;
  if (!program.isFlushed) return null;
  const { written } = result;
  const common = {
    level: 'incremental',
    variant: host,
    details: [],
    ...(written === undefined ? {} : { written }),
  } as const;
  const wrong =
    written === undefined
      ? { reason: 'the linker does not say what it wrote: its answer has no "written"' }
      : wrongWriting(update, written);
  if (wrong !== null) return { ...common, verdict: 'fail', ...wrong };
  if (linkFresh === null)
    return before === null ? { ...common, verdict: 'pass', reason: null } : null;
  return { ...common, ...compare(program, result, await linkFresh()) };
}

/**
 * Whether the image after an update is compared with that of a new process: all are but the first, whose
 * process is new itself, or of a longer case so many, evenly spread, with the last one.
 * @param index of the update, from 0
 * @param updates how many the case has
 */
export function isComparedWithFresh(index: number, updates: number): boolean {
  const after = updates - 1;
  const compared = Math.min(after, MAX_COMPARED);
  // Multiplied first: a share of the updates would be rounded, and the last one left out.
  const upTo = (end: number): number => Math.floor((end * compared) / after);
  return index > 0 && upTo(index) > upTo(index - 1);
}

/** What is wrong with what the linker wrote, or says that it wrote; null if nothing is. */
function wrongWriting(
  { result, before, handsOver }: PatchedUpdate,
  { bytes, unchanged }: WrittenBytes,
): Pick<Judgement, 'reason' | 'cause'> | null {
  const changed = changedBytes(before ?? new Uint8Array(), result.image);
  if (bytes - unchanged < changed) {
    const said = `it says that it wrote ${count(bytes, 'byte')}, ${unchanged} of them as they were`;
    return {
      reason: `${said}, but ${count(changed, 'byte')} of the image ${changed === 1 ? 'is' : 'are'} others than before`,
      cause: 'bytes of the image are others than before that it does not say it wrote',
    };
  }
  if (handsOver || before === null || bytes === 0) return null;
  return {
    reason: `nothing was handed over, but it wrote ${count(bytes, 'byte')}, ${unchanged} of them as they were`,
    cause: 'nothing was handed over, but it wrote bytes',
  };
}

/** How many bytes of a file are others than before. What it grew by was zero before. */
function changedBytes(before: Uint8Array, after: Uint8Array): number {
  const growth = after.subarray(Math.min(before.length, after.length));
  return (
    countDifferentBytes(before, after) + countDifferentBytes(new Uint8Array(growth.length), growth)
  );
}

function compare(
  program: ProgramState,
  { image, symbols }: LinkedImage,
  fresh: LinkResult,
): Pick<Judgement, 'verdict' | 'reason' | 'details'> {
  if (fresh.kind === 'failure') {
    const { outcome, reason, details } = judgedRefusal(fresh, program);
    const verdict = outcome === 'unsupported' ? 'unsupported' : 'fail';
    const what = 'a new process makes no image of the same program';
    return { verdict, reason: `${what}: ${outcome}: ${reason}`, details };
  }
  if (Buffer.compare(fresh.image, image) === 0) {
    return { verdict: 'pass', reason: null, details: [] };
  }
  const known = knownPlaces(program, fresh.symbols ?? [], symbols ?? []);
  const { verdict, reason, differences, unlisted } = judgeImages(fresh.image, image, { known });
  const unsupported = (why: string): Pick<Judgement, 'verdict' | 'reason' | 'details'> => {
    return { verdict: 'unsupported', reason: `not comparable: ${why}`, details: [] };
  };
  switch (verdict) {
    case 'same':
      return { verdict: 'pass', reason: null, details: [] };
    case 'not-comparable':
      return unsupported(reason ?? '');
    case 'different': {
      // Without symbols a difference in what such a reference leads to means nothing.
      const untraceable = untraceableReference(program);
      if (untraceable !== null) return unsupported(untraceable);
      const [first] = differences;
      const more = differences.length - 1 + unlisted;
      return {
        verdict: 'fail',
        reason: `${OTHER_THAN_FRESH}: ${printable(first?.what ?? 'it differs')}${more > 0 ? `, and ${more} more` : ''}`,
        details: first === undefined ? [] : [WHICH_IS_WHICH, ...differenceLines(first, WIDTH)],
      };
    }
  }
}

/**
 * Where both images have the same symbol. The place of a global is a copy, or a thunk: its users tell. A symbol
 * without bytes may lie anywhere, also at the place of another one.
 */
function knownPlaces(
  program: ProgramState,
  fresh: readonly SymbolAddress[],
  patched: readonly SymbolAddress[],
): readonly KnownPlace[] {
  const empty = emptySymbols(program);
  const places = new Map(patched.map(({ symbol, rva }) => [JSON.stringify(symbol), rva]));
  return fresh.flatMap(({ symbol, rva }) => {
    const name = JSON.stringify(symbol);
    const there = places.get(name);
    const key = mapKey(symbol);
    const hasPlace = key !== null && !empty.has(key);
    return hasPlace && there !== undefined ? [{ name, a: rva, b: there }] : [];
  });
}

/** The symbols that have content without a byte, by `symbolKey`. */
function emptySymbols(program: ProgramState): ReadonlySet<string> {
  const { machine } = program.options;
  const empty = program
    .live()
    .filter(({ content }) => flattenContent(content, machine).bytes.length === 0);
  return new Set(empty.map(({ symbol }) => symbolKey(symbol)));
}
