/** The command cannot go on: exit code 2, and the message is all that the user needs. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
