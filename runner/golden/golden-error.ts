import { UsageError } from '../system/usage-error';

/** Goldens of a case that cannot be read. The message names the file, and says what to do. */
export class GoldenError extends UsageError {
  override readonly name: string = 'GoldenError';
}
