import { HexStage } from './hex-stage';
import { NONE, RecordField, type UpdateRecord } from './update-record';

/** Words that a record has room for at first: more than most functions take. */
const ROOM = 256;

/** Writes one {@link UpdateRecord} after the other, each in place of the one before. */
export class RecordWriter implements UpdateRecord {
  words = new Int32Array(ROOM);
  readonly at = 0;
  readonly bytesAt = 0;
  /** The bytes that the steps write. */
  readonly stage = new HexStage();
  #end = 0;

  get bytes(): Uint8Array {
    return this.stage.bytes;
  }

  /** Begins a record; its steps follow. */
  begin(isNav: boolean, nav: number, type: number, alignLog2: number | null): void {
    this.stage.clear();
    this.words[RecordField.IS_NAV] = isNav ? 1 : 0;
    this.words[RecordField.NAV] = nav;
    this.words[RecordField.TYPE] = type;
    this.words[RecordField.ALIGN] = alignLog2 ?? NONE;
    this.#end = RecordField.STEPS;
  }

  /** One number of a step. */
  add(word: number): void {
    if (this.#end === this.words.length) {
      const words = new Int32Array(this.#end * 2);
      words.set(this.words);
      this.words = words;
    }
    this.words[this.#end] = word;
    this.#end += 1;
  }

  finish(): void {
    this.words[RecordField.SIZE] = this.#end;
    this.words[RecordField.BYTES] = this.stage.length;
  }
}
