/**
 * What a {@link LinkError} is about:
 * - `unsupported`: the real linker has no code for this (it panics there)
 * - `overflow`: a value does not fit the field that it belongs in (upstream's checked cast panics)
 * - `too_large`: the image would pass {@link MAX_IMAGE_SIZE}
 * - `no_node`: an export of something that was never placed in the image
 * - `out_of_content`: a relocation outside the bytes that its symbol's content wrote
 * - `misuse`: the caller broke the contract of the API (a stale writer, a nested update)
 */
export type LinkErrorCode =
  'unsupported' | 'overflow' | 'too_large' | 'no_node' | 'out_of_content' | 'misuse';

/**
 * The linker refuses an operation, naming the limit. The linker's state is unspecified from then
 * on: drop it. (The real linker panics in most of these places.)
 */
export class LinkError extends Error {
  override readonly name = 'LinkError';

  constructor(
    readonly code: LinkErrorCode,
    message: string,
  ) {
    super(message);
  }
}
