/**
 * What a {@link LinkError} is about:
 * - `unsupported`: the real linker has no code for this; it panics
 * - `overflow`: a value does not fit its field; upstream's checked cast panics
 * - `too_large`: the image would be larger than {@link MAX_IMAGE_SIZE}
 * - `no_node`: something is exported that was never placed in the image
 * - `out_of_content`: a relocation lies outside the content of its symbol
 * - `misuse`: the caller broke the contract of the API (a stale writer, a nested update)
 */
export type LinkErrorCode =
  | 'unsupported'
  | 'overflow'
  | 'too_large'
  | 'no_node'
  | 'out_of_content'
  | 'misuse';

/**
 * The linker refuses an operation and names the limit. Do not use the linker after that: its state is
 * unspecified. (The real linker panics in most of these places.)
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
