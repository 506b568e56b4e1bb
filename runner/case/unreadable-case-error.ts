import { UsageError } from '../system/usage-error';

/**
 * The file of a case, or of a block that it includes, cannot be read. The message names the file, and says what to
 * do.
 */
export class UnreadableCaseError extends UsageError {
  override readonly name = 'UnreadableCaseError';
}
