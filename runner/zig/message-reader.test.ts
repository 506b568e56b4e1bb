import { fc } from '../../reference/testing/properties';
import { MessageError, MessageReader, type ServerMessage } from './message-reader';

function written({ tag, body }: ServerMessage): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(tag, 0);
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body]);
}

const message = fc.record({
  tag: fc.nat(),
  body: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
});

describe('messages of a compiler', () => {
  it('are read in whatever pieces they come', () => {
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 30 })), (sent, sizes) => {
        let bytes = Buffer.concat(sent.map(written));
        const reader = new MessageReader();
        const read: ServerMessage[] = [];
        for (const size of [...sizes, bytes.length]) {
          read.push(...reader.push(bytes.subarray(0, size)));
          bytes = bytes.subarray(size);
        }
        expect(read).toEqual(sent);
        expect(reader.pending).toBe(0);
      }),
    );
  });

  it('that are not whole yet are pending', () => {
    const reader = new MessageReader();
    expect(reader.push(Buffer.from([1, 0, 0, 0, 2, 0, 0, 0, 9]))).toEqual([]);
    expect(reader.pending).toBe(9);
  });

  it('are refused as soon as one claims more than any has', () => {
    const reader = new MessageReader();
    expect(() => reader.push(Buffer.from('Segmentation'))).toThrow(MessageError);
  });
});
