import type { LinkOptions } from '../../../reference';
import type { NameTable } from '../link-script/name-table';
import type { Op } from '../link-script/op';
import { opOfRecord } from '../link-script/record-op';
import type { ScriptLines } from '../link-script/script-reader';
import { RecordField, type UpdateRecord } from '../link-script/update-record';
import {
  BatchEntry,
  FIRST_WORDS,
  wordsOf,
  type Batch,
  type ReadingMessage,
  type ReadingTask,
} from './batch';

/** Ops of a batch that are no records, at most: they are copied on their way, and wait in memory. */
const MAX_OPS = 256;
/** Bytes of their content, at most; one of them may have more. */
const MAX_CONTENT = 0x4_0000;

/** Up to so many bytes, a loop copies faster than a call. */
const SHORT = 64;

/** Collects the lines of a script in batches, and sends them. */
export class BatchWriter implements ScriptLines<NameTable> {
  readonly #task: ReadingTask;
  readonly #send: (message: ReadingMessage) => void;
  readonly #linked: Int32Array;
  /** How many batches were sent. */
  #sent = 0;
  #words: Int32Array;
  #bytes: Uint8Array;
  #size = 0;
  /** Words that this batch has at most, unless its only entry is larger. */
  #room: number;
  #ops: Op[] = [];
  #content = 0;
  /** How many names were sent. */
  #named = 0;

  /** Bytes of the script that were read so far. */
  read = 0;

  constructor(task: ReadingTask, send: (message: ReadingMessage) => void) {
    this.#task = task;
    this.#send = send;
    this.#linked = new Int32Array(task.linked);
    [this.#words, this.#bytes] = this.#block(0);
    this.#room = Math.min(FIRST_WORDS, this.#words.length);
  }

  header(options: LinkOptions): void {
    this.#send({ kind: 'header', options });
  }

  op(op: Op): void {
    if (op.op === 'flush') {
      this.#reserve(1);
      this.#add(BatchEntry.FLUSH);
      return;
    }
    this.#reserve(2);
    this.#add(BatchEntry.OP);
    this.#add(this.#ops.length);
    this.#ops.push(op);
    if ('content' in op) this.#content += op.content?.bytes.length ?? 0;
    if (this.#ops.length === MAX_OPS || this.#content > MAX_CONTENT) this.flush();
  }

  update(record: UpdateRecord, names: NameTable): void {
    const { words, at, bytes, bytesAt } = record;
    const size = words[at + RecordField.SIZE] as number;
    const byteCount = words[at + RecordField.BYTES] as number;
    const needed = 1 + size + wordsOf(byteCount);
    if (needed > this.#words.length) {
      this.op(opOfRecord(record, names));
      return;
    }
    while (this.#named < names.count) this.#introduce(names);
    this.#reserve(needed);
    this.#add(BatchEntry.UPDATE);
    for (let i = 0; i < size; i += 1) this.#words[this.#size + i] = words[at + i] as number;
    const start = (this.#size + size) * 4;
    if (byteCount > SHORT) this.#bytes.set(bytes.subarray(bytesAt, bytesAt + byteCount), start);
    else
      for (let i = 0; i < byteCount; i += 1) this.#bytes[start + i] = bytes[bytesAt + i] as number;
    this.#size += size + wordsOf(byteCount);
  }

  /** Sends what was collected, and waits until there is a free block. */
  flush(): void {
    if (this.#size === 0) return;
    const { blocks } = this.#task;
    const batch: Batch = {
      block: this.#sent % blocks.length,
      size: this.#size,
      ops: this.#ops,
      read: this.read,
    };
    this.#send({ kind: 'batch', batch });
    this.#sent += 1;
    for (;;) {
      const linked = Atomics.load(this.#linked, 0);
      if (this.#sent - linked < blocks.length) break;
      Atomics.wait(this.#linked, 0, linked);
    }
    [this.#words, this.#bytes] = this.#block(this.#sent % blocks.length);
    this.#room = Math.min(this.#room * 2, this.#words.length);
    this.#size = 0;
    this.#ops = [];
    this.#content = 0;
  }

  /** Sends the next name ahead of the records that have its number. */
  #introduce(names: NameTable): void {
    const size = names.size(this.#named);
    this.#reserve(2 + wordsOf(size));
    this.#add(BatchEntry.NAME);
    this.#add(size);
    names.copy(this.#named, this.#bytes, this.#size * 4);
    this.#size += wordsOf(size);
    this.#named += 1;
  }

  #reserve(words: number): void {
    if (this.#size + words > this.#room) this.flush();
  }

  #add(word: number): void {
    this.#words[this.#size] = word;
    this.#size += 1;
  }

  #block(index: number): [Int32Array, Uint8Array] {
    const block = this.#task.blocks[index] as SharedArrayBuffer;
    return [new Int32Array(block), new Uint8Array(block)];
  }
}
