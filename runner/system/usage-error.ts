/** The command cannot continue. It exits with 2, and the message is all that the user needs. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
