import type { LinkedImage } from '../../image/linked-image';
import type { HostName } from '../../../reference/index';
import { checkMeaning } from '../meaning/check-meaning';
import { HARMLESS_MISFITS } from '../meaning/misfit';
import type { ProgramState } from '../../case/program/program-state';
import type { Judgement } from '../result/case-result';

/**
 * Compares an image with the program that was handed over.
 * @returns null if the program is not flushed, so that the image need not contain it yet
 */
export function judgeMeaning(
  program: ProgramState,
  { image, symbols }: LinkedImage,
  host: HostName,
): Judgement | null {
  if (!program.isFlushed) return null;
  const common = { level: 'meaning', variant: host } as const;
  if (symbols === null) {
    const reason = 'the linker gives no symbol map';
    return { ...common, verdict: 'fail', reason, details: [] };
  }
  const found = checkMeaning(program, image, symbols) ?? [];
  const misfits = found.filter(({ kind }) => !HARMLESS_MISFITS.has(kind));
  const [first] = misfits;
  if (first === undefined) return { ...common, verdict: 'pass', reason: null, details: [] };
  const kinds = [...new Set(misfits.map(({ kind }) => kind))];
  return {
    ...common,
    verdict: 'fail',
    reason: kinds.join(', '),
    cause: [first.kind, ...(first.relation === null ? [] : [first.relation])].join(': '),
    details: misfits.map(({ text }) => text),
  };
}
