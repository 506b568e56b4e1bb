/**
 * No image comes of it: because the linker, or the COFF format, will not have the program, or
 * because the adapter cannot be judged by such programs.
 */
export class Denial extends Error {
  override readonly name = 'Denial';

  constructor(
    readonly kind: 'refused' | 'unsupported',
    /** One line. */
    readonly reason: string,
    /** All that the linker said. */
    readonly details = '',
  ) {
    super(reason);
  }
}
