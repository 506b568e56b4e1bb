import type { WriteCause } from './events/step-events';
import type { Step } from './step';

/** Who wrote a byte. */
export interface Provenance {
  /** The step that wrote it. */
  readonly step: number;
  /** Null if it is a zero that was left where bytes moved away, or in a range that was inserted. */
  readonly cause: WriteCause | null;
  /** Steps that moved the byte since, oldest first. */
  readonly movedIn: readonly number[];
}

/**
 * Finds out who wrote a byte of the file, from what the linker told. It follows the byte back through
 * moves.
 * @param upTo the last step to look at
 * @param offset file offset
 * @returns null if nobody ever wrote it: it is zero since the file grew
 */
export function whoWrote(steps: readonly Step[], upTo: number, offset: number): Provenance | null {
  const movedIn: number[] = [];
  let at = offset;
  for (let index = Math.min(upTo, steps.length - 1); index >= 0; index -= 1) {
    const touches = steps[index]?.touches ?? [];
    for (let i = touches.length - 1; i >= 0; i -= 1) {
      const touch = touches[i];
      if (touch === undefined) continue;
      switch (touch.kind) {
        case 'write':
          if (at >= touch.at && at < touch.at + touch.size) {
            return { step: index, cause: touch.cause, movedIn };
          }
          break;
        case 'move':
          if (at >= touch.to && at < touch.to + touch.size) {
            at += touch.from - touch.to;
            if (movedIn[0] !== index) movedIn.unshift(index);
          } else if (at >= touch.from && at < touch.from + touch.size) {
            return { step: index, cause: null, movedIn };
          }
          break;
        case 'insert':
          if (at >= touch.at + touch.size) {
            at -= touch.size;
            if (movedIn[0] !== index) movedIn.unshift(index);
          } else if (at >= touch.at) return { step: index, cause: null, movedIn };
      }
    }
  }
  return null;
}
