/**
 * The host cannot run an image, whatever the image is: no verdict on it is possible. The message is one
 * line: why, and what to do.
 */
export class RunnerUnable extends Error {
  override readonly name = 'RunnerUnable';
}
