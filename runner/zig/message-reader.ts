/** A message of the compiler's server: its tag and its body. */
export interface ServerMessage {
  readonly tag: number;
  readonly body: Buffer;
}

/** Size of a header in bytes: two little-endian u32, the tag and the length of the body. */
export const HEADER_SIZE = 8;

/** The longest body, in bytes, that is accepted. */
const MAX_BODY = 0x100_0000;

/** The compiler wrote something that is not a message. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}

/** Splits a compiler's standard output into messages, whatever pieces it arrives in. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);

  /**
   * @returns the messages that are complete now
   * @throws MessageError if a message claims to be too long
   */
  push(chunk: Buffer): readonly ServerMessage[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const messages: ServerMessage[] = [];
    while (this.#rest.length >= HEADER_SIZE) {
      const tag = this.#rest.readUInt32LE(0);
      const length = this.#rest.readUInt32LE(4);
      if (length > MAX_BODY) {
        throw new MessageError(
          `a message of tag ${tag} claims to have ${length} bytes, more than the limit of ${MAX_BODY}`,
        );
      }
      if (this.#rest.length < HEADER_SIZE + length) break;
      messages.push({ tag, body: this.#rest.subarray(HEADER_SIZE, HEADER_SIZE + length) });
      this.#rest = this.#rest.subarray(HEADER_SIZE + length);
    }
    return messages;
  }

  /** Number of bytes of an incomplete message. */
  get pending(): number {
    return this.#rest.length;
  }
}
