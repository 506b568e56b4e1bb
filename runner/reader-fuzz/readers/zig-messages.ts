import { HEADER_SIZE, MessageError, MessageReader } from '../../zig/message-reader';
import type { Reader } from './reader';

/** Messages of a Zig compiler's server, in pieces. */
export const ZIG_MESSAGES: Reader = {
  name: 'zig-messages',
  what: "messages of a compiler's server",
  form: 'bytes',
  seeds: () => [{ name: 'three messages', bytes: MESSAGES, places: [[0, HEADER_SIZE]] }],
  read: (bytes) => {
    const reader = new MessageReader();
    const middle = Math.floor(bytes.length / 3);
    for (const piece of [bytes.subarray(0, middle), bytes.subarray(middle)]) reader.push(piece);
  },
  refusals: [MessageError],
};

const MESSAGES = Buffer.concat(
  ['0.16.0', 'progress', '\0\0\0\0\x01\0\0\0'].map((body, tag) => {
    const header = Buffer.alloc(HEADER_SIZE);
    header.writeUInt32LE(tag, 0);
    header.writeUInt32LE(body.length, 4);
    return Buffer.concat([header, Buffer.from(body, 'latin1')]);
  }),
);
