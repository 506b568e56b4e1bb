import { hex } from '../text/numbers';
import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import type { DataPairs } from './data-pairs';
import { pointersAt, relocatedPointersAt } from './data-walk';
import { Distances } from './distances';
import type { ErrorNames } from './error-names';
import { ExtentEvidence } from './extent-evidence';
import type { ImageSide } from './image-side';
import type { DifferenceKind } from './same-result';
import { Seen } from './seen-bytes';
import { UnnamedTypes, type Tolerated } from './unnamed-types';

/** How far an object goes, in bytes. */
interface Extent {
  /** It surely has these. */
  readonly sure: number;
  /** It may have these, even if all that seems to be referred to is. */
  readonly soft: number;
  /** It may have these if what seems to be referred to in one image alone is not. */
  readonly far: number;
  /** Whether the bytes before `far` count as compared: enough is the same that a difference would be seen. */
  readonly isFarCompared: boolean;
  /** It has no more than these. */
  readonly most: number;
}

/** So many bytes of an object may be different before nothing shows any more that it goes on. */
const SPARE = 16;

/** Compares the bytes of all data, once the walk knows what ends where. */
export class DataJudgement {
  readonly #comparison: Comparison;
  readonly #data: DataPairs;
  readonly #errorNames: ErrorNames;
  readonly #evidence: ExtentEvidence;
  readonly #distances: Distances;
  readonly #unnamedTypes: UnnamedTypes | null;

  constructor(comparison: Comparison, data: DataPairs, code: CodeWalk, errorNames: ErrorNames) {
    this.#comparison = comparison;
    this.#data = data;
    this.#errorNames = errorNames;
    this.#evidence = new ExtentEvidence(comparison, data, code);
    this.#distances = new Distances(comparison, data, code);
    this.#unnamedTypes = comparison.areUnnamedTypesTolerated ? new UnnamedTypes(comparison) : null;
  }

  judge(): void {
    for (const object of this.#data.all) {
      if (!object.isJumpTable) this.#compare(object, this.#extent(object));
    }
  }

  #extent(object: DataObject): Extent {
    const { a, b, sure, read, likely, isOpen, isCode } = object;
    const comparison = this.#comparison;
    const room = comparison.room(a, b);
    const surely = Math.min(sure, room);
    const isClosed = isCode || !isOpen;
    if (isClosed && likely === 0 && read <= surely) {
      return closed(surely, surely);
    }
    const hard = comparison.hardRoom(a, b);
    const softA = comparison.a.starts.softEnd(a) - a;
    const softB = comparison.b.starts.softEnd(b) - b;
    const soft = Math.min(softA, softB);
    const used = Math.max(surely, Math.min(read, hard), Math.min(likely, soft));
    if (isClosed) return closed(surely, used);
    const end = Math.max(used, soft);
    const most = Math.max(used, hard);
    const far = Math.min(Math.max(softA, softB), most);
    const isFar = far > end && this.#evidence.goesOn(object, end, far);
    const isFarCompared = isFar && this.#evidence.goesOn(object, end, far, SPARE);
    return {
      sure: surely,
      soft: end,
      far: isFar ? far : end,
      isFarCompared,
      most,
    };
  }

  #compare(object: DataObject, extent: Extent): void {
    const { a, b, budget, wordSize, importedData } = this.#comparison;
    const { a: x, b: y } = object;
    const { sure, soft, far } = extent;
    const likely = extent.isFarCompared ? far : soft;
    // After what the files hold there are zeroes in both: equal, and nothing to count.
    const most = Math.min(extent.most, Math.max(filled(a, x), filled(b, y)));
    budget.take(Math.max(0, most) / 4);
    /** Where bytes begin that are equal, and not yet counted. */
    let equal = 0;
    const flush = (to: number): void => {
      const how = equal < sure ? Seen.SURE : equal < likely ? Seen.LIKELY : Seen.BEYOND;
      this.#mark(object, equal, to - equal, how);
      equal = to;
    };
    const indexA = a.contents.indexOf(x);
    const indexB = b.contents.indexOf(y);
    const inFiles = Math.min(most, filled(a, x), filled(b, y));
    /** Where the runtime makes something lead to data of a DLL. */
    let imported = importedData.nextAfter(x, y, 0);
    for (let k = 0; k < most;) {
      // What is equal after the soft end may be so by chance: a difference there would decide nothing.
      if (k === sure || k === soft || k === far) flush(k);
      if (k >= imported) {
        const places = importedData.compare(x + k, y + k);
        const what = places?.what ?? null;
        const isRelocation = this.#isRelocatedInOne(object, k, most);
        if (what !== null || isRelocation) {
          flush(k);
          if (k >= far) this.#leave(object, k, most);
          else this.#differ(isRelocation ? 'relocation' : 'import', object, k, extent, most, what);
          return;
        }
        k = Math.min(most, k + (places?.size ?? 1));
        flush(k);
        imported = importedData.nextAfter(x, y, k);
        continue;
      }
      if (k + wordSize <= inFiles && isPlainByte(a, b, indexA + k, indexB + k)) {
        k += 1;
        continue;
      }
      const end = Math.min(imported, k < sure ? sure : k < soft ? soft : k < far ? far : most);
      const zeroes = this.#equalZeroes(object, k, end - k);
      if (zeroes > 0) {
        k += zeroes;
        continue;
      }
      const pointers = k + wordSize <= most ? pointersAt(this.#comparison, object, k) : null;
      if (pointers !== null) {
        // Those after the soft end were not followed.
        const isFollowed = k + wordSize <= soft;
        flush(isFollowed ? k + wordSize : k);
        k += wordSize;
        equal = k;
        continue;
      }
      const isRelocation = this.#isRelocatedInOne(object, k, most);
      if (!isRelocation && a.contents.u8(x + k) === b.contents.u8(y + k)) {
        k += 1;
        continue;
      }
      const tolerated = isRelocation ? null : this.#tolerated(object, k, most);
      if (tolerated !== null) {
        k = tolerated.end;
        if (!tolerated.isLast) continue;
        flush(k);
        this.#leave(object, k, most);
        return;
      }
      flush(k);
      if (k >= far) this.#leave(object, k, most);
      else this.#differ(isRelocation ? 'relocation' : 'data', object, k, extent, most);
      return;
    }
    flush(Math.max(0, most));
  }

  /** How many bytes from an offset on are zero in both, and begin no address. */
  #equalZeroes({ a: x, b: y }: DataObject, k: number, size: number): number {
    const { a, b } = this.#comparison;
    const zeroes = plainZeroes(a, x + k, size);
    return zeroes === 0 ? 0 : plainZeroes(b, y + k, zeroes);
  }

  /** Whether the loader relocates what is at an offset in one image, and leaves the other's as it is. */
  #isRelocatedInOne({ a: x, b: y }: DataObject, k: number, most: number): boolean {
    const { a, b, wordSize } = this.#comparison;
    if (a.relocations === null || b.relocations === null || k + wordSize > most) return false;
    return a.isRelocated(x + k) !== b.isRelocated(y + k);
  }

  /** Whether both have an address that goes on after the end of the object, and has a byte at an offset. */
  #isAddressAcrossEnd(object: DataObject, k: number, most: number): boolean {
    const { wordSize } = this.#comparison;
    for (let at = Math.max(0, most - wordSize + 1); at <= k; at += 1) {
      if (pointersAt(this.#comparison, object, at) !== null) return true;
    }
    return false;
  }

  /** Where the address ends that has a byte at an offset, and begins before the object in both; 0 if there is none. */
  #endOfAddressAcrossStart(object: DataObject, k: number): number {
    const { wordSize } = this.#comparison;
    for (let at = k - wordSize + 1; at < 0; at += 1) {
      if (relocatedPointersAt(this.#comparison, object, at) !== null) return at + wordSize;
    }
    return 0;
  }

  /** Bytes at an offset that may differ; null if they may not. */
  #tolerated(object: DataObject, k: number, most: number): Tolerated | null {
    const { a, b, ledger, rvaFields } = this.#comparison;
    const across = this.#endOfAddressAcrossStart(object, k);
    if (across > 0) {
      ledger.note('references to the middle of an address, in both images');
      return { end: Math.min(across, most), isLast: false };
    }
    const rva = rvaFields.endAfter(object.a + k, object.b + k);
    if (rva > 0) return { end: Math.min(k + rva, most), isLast: false };
    if (this.#isAddressAcrossEnd(object, k, most)) {
      ledger.note('addresses of which only a part was found to be used', most - k);
      return { end: most, isLast: true };
    }
    const even = k & ~1;
    const [x, y] = [object.a + even, object.b + even];
    if (even + 2 <= most && this.#errorNames.isSame(a.contents.u16(x), b.contents.u16(y))) {
      ledger.note('numbers of errors that differ, with the same name');
      return { end: even + 2, isLast: false };
    }
    const distance = this.#distances.endOf(object, k, most);
    if (distance !== null) {
      ledger.note('distances that differ, and lead to what was compared');
      return { end: distance, isLast: false };
    }
    return this.#unnamedTypes?.tolerate(object, k, most) ?? null;
  }

  /** Leaves what is after an object's end, as far as that is known. */
  #leave(object: DataObject, k: number, most: number): void {
    this.#comparison.ledger.note('bytes after objects whose end is not known', most - k);
    this.#mark(object, k, most - k, Seen.BEYOND);
  }

  #differ(
    kind: DifferenceKind,
    object: DataObject,
    k: number,
    { sure, soft, far }: Extent,
    most: number,
    imported: string | null = null,
  ): void {
    const { ledger, importedData } = this.#comparison;
    const isGuess = k >= soft || (kind === 'import' && !importedData.isUsed);
    const confidence = isGuess
      ? 'possible'
      : k < sure
        ? 'sure'
        : this.#evidence.confidence(object, k, most);
    if (confidence === 'possible') {
      ledger.note('bytes at the end of objects that may differ', far - k);
      this.#mark(object, k, most - k, Seen.BEYOND);
    }
    const at = `at +${hex(k)} of ${hex(k < soft ? soft : far)}`;
    const what =
      kind === 'relocation'
        ? `an address ${at} that the loader relocates in one image alone`
        : (imported ?? `different bytes ${at}`);
    const place = {
      reference: object.reference,
      a: object.a + k,
      b: object.b + k,
    };
    ledger.differ(kind, what, { ...place, confidence, object });
  }

  #mark({ a, b }: DataObject, k: number, size: number, how: Seen): void {
    if (size <= 0) return;
    this.#comparison.a.seen.mark(a + k, size, how);
    this.#comparison.b.seen.mark(b + k, size, how);
  }
}

/**
 * Whether both images have the same byte, no zero, which neither begins an address of the first nor is
 * relocated in any. By index in memory.
 */
function isPlainByte(a: ImageSide, b: ImageSide, indexA: number, indexB: number): boolean {
  const byte = a.contents.memory[indexA];
  if (byte === 0 || byte !== b.contents.memory[indexB]) return false;
  if (a.contents.pointerAtIndex(indexA) >= 0) return false;
  return a.relocations?.has(indexA) !== true && b.relocations?.has(indexB) !== true;
}

/** How many zeroes from an RVA on begin no address, and are not relocated. */
function plainZeroes({ contents, relocations }: ImageSide, rva: number, size: number): number {
  const zeroes = contents.zeroesWithoutAddress(rva, size);
  return zeroes === 0 || relocations === null
    ? zeroes
    : relocations.none(contents.indexOf(rva), zeroes);
}

/** Of an object that ends with what is known to be used. */
function closed(sure: number, used: number): Extent {
  return { sure, soft: used, far: used, isFarCompared: false, most: used };
}

/** Bytes from an RVA that the file holds. */
function filled({ contents }: ImageSide, rva: number): number {
  return Math.max(0, (contents.sectionAt(rva)?.filledEnd ?? rva) - rva);
}
