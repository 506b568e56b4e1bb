import type { ScriptLines } from '../link-script/script-reader';
import { RecordField, type Names, type UpdateRecord } from '../link-script/update-record';
import { BatchEntry, wordsOf, type Batch } from './batch';

interface Block {
  readonly words: Int32Array;
  readonly bytes: Buffer;
}

/** A record in a block; one object, for one update after the other. */
interface RecordInBlock extends UpdateRecord {
  words: Int32Array;
  at: number;
  bytes: Uint8Array;
  bytesAt: number;
}

/** Takes the lines of a script out of batches, in the order in which they are written there. */
export class BatchReader {
  readonly #blocks: readonly Block[];
  readonly #lines: ScriptLines;
  readonly #texts: string[] = [];
  readonly #names: Names = { text: (number) => this.#texts[number] as string };

  /** @param lines gets each line; what it throws ends the batch */
  constructor(blocks: readonly SharedArrayBuffer[], lines: ScriptLines) {
    this.#blocks = blocks.map((block) => {
      return { words: new Int32Array(block), bytes: Buffer.from(block) };
    });
    this.#lines = lines;
  }

  read({ block, size, ops }: Batch): void {
    const { words, bytes } = this.#blocks[block] as Block;
    const lines = this.#lines;
    const names = this.#names;
    const record: RecordInBlock = { words, at: 0, bytes, bytesAt: 0 };
    for (let at = 0; at < size;) {
      const entry = words[at] as number;
      at += 1;
      switch (entry) {
        case BatchEntry.UPDATE: {
          const end = at + (words[at + RecordField.SIZE] as number);
          record.at = at;
          record.bytesAt = end * 4;
          at = end + wordsOf(words[at + RecordField.BYTES] as number);
          lines.update(record, names);
          break;
        }
        case BatchEntry.NAME: {
          const length = words[at] as number;
          at += 1;
          this.#texts.push(bytes.toString('latin1', at * 4, at * 4 + length));
          at += wordsOf(length);
          break;
        }
        case BatchEntry.FLUSH:
          lines.op({ op: 'flush' });
          break;
        case BatchEntry.OP: {
          const op = ops[words[at] as number];
          if (op === undefined) throw new Error(`a batch has no op ${words[at]}`);
          at += 1;
          lines.op(op);
          break;
        }
        default:
          throw new Error(`a batch has the entry ${entry}`);
      }
    }
  }
}
