import { CaseError } from '../case/case-error';
import { UnreadableCaseError } from '../case/unreadable-case-error';
import { GoldenError } from '../golden/golden-error';

/**
 * Why a case is refused: it is wrong, or its file or one of its goldens cannot be read. That ends this case, and no
 * other one.
 * @param thrown while it was judged
 * @throws what was thrown if it is about something else
 */
export function refusalText(thrown: unknown): string {
  const isOfCase =
    thrown instanceof CaseError ||
    thrown instanceof UnreadableCaseError ||
    thrown instanceof GoldenError;
  if (!isOfCase) throw thrown;
  return thrown.message;
}
