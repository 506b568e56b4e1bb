/** A message of the compiler's server: what kind, and its body. */
export interface ServerMessage {
  readonly tag: number;
  readonly body: Buffer;
}

/** Bytes of a header: two little-endian u32, the tag and the length of the body. */
export const HEADER_SIZE = 8;

/** Bytes; no body of a sane compiler is longer. */
const MAX_BODY = 0x100_0000;

/** What came is no message of the compiler's server. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}

/** Cuts what a compiler writes to its standard output into messages, in whatever pieces it comes. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);

  /**
   * @returns the messages that are whole now
   * @throws MessageError if a message claims to be longer than any is
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

  /** Bytes of a message that is not whole yet. */
  get pending(): number {
    return this.#rest.length;
  }
}
