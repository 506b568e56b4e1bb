import type { LinkFailure } from '../../linker/implementation';
import { undefinedReference } from '../../case/program/undefined-name';
import type { ProgramState } from '../../case/program/program-state';
import { printable } from '../../text/printable';

/** The failures of a linker in one case: a refusal that the program itself explains is no failure of the linker. */
export class Refusals {
  readonly #judged = new Map<LinkFailure, LinkFailure>();

  /**
   * A failure as it counts. It counts in later updates as it does in the one that failed, whatever their programs are.
   * @param program that the linker was to link when it failed, the first time that one asks
   */
  judged(failure: LinkFailure, program: ProgramState): LinkFailure {
    const known = this.#judged.get(failure);
    if (known !== undefined) return known;
    const judged = judgedRefusal(failure, program);
    this.#judged.set(failure, judged);
    return judged;
  }
}

/** A failure as it counts: who refuses a program with a reference to nothing is not to be judged by it. */
export function judgedRefusal(failure: LinkFailure, program: ProgramState): LinkFailure {
  const name = failure.outcome === 'refused' ? undefinedReference(program) : null;
  if (name === null) return failure;
  const why = `the program refers to ${printable(name)}, which nothing defines, and the linker refuses it`;
  return { ...failure, outcome: 'unsupported', reason: `${why}: ${failure.reason}` };
}
