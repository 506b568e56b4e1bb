import { hex } from '../text/numbers';
import type { Comparison } from './comparison';
import type { DataObject } from './data-object';
import { locatorOf } from './class-shapes';
import type { ErrorNames } from './error-names';
import type { ImageSide } from './image-side';
import type { MappedSection } from './image-contents';
import { isUnread } from './object-ends';
import { PairMap } from './pair-map';
import { reference as referenceOf, type Reference } from './reference';
import { Seen } from './seen-bytes';
import { isVirtualTable, TYPE_WORDS, WORDS_BEFORE } from './virtual-tables';

/** What is known of data where something refers to it. */
export interface DataUse {
  /** Bytes that are surely read or written. */
  readonly sure?: number;
  /** Bytes that an instruction reads; as many as are sure if nothing else is said. */
  readonly read?: number;
  /** Bytes that are likely part of it. */
  readonly likely?: number;
  /** Registers are added to the address: what is used may begin after it. */
  readonly isIndexed?: boolean;
  /** It may be a slice of no elements, whose address means nothing. */
  readonly isEmpty?: boolean;
  /** The address goes where the walk cannot follow: there may be more. */
  readonly isOpen?: boolean;
}

/**
 * All data that is referred to. Import slots and rows of the delay-load table are compared by what
 * they mean; everything else becomes an object, whose bytes are compared at the end.
 */
export class DataPairs {
  readonly #comparison: Comparison;
  readonly #errorNames: ErrorNames;
  readonly #pairs = new PairMap<DataObject>();
  /** The first object at each RVA, of each image. */
  readonly #byA = new Map<number, DataObject>();
  readonly #byB = new Map<number, DataObject>();
  /** Objects whose pointers are to be followed: in the order of discovery, so that ways are short. */
  #queue: DataObject[] = [];
  /** Slots of delay-loaded imports that both images refer to, whose first contents are code. */
  readonly #delayed: { readonly a: number; readonly b: number; readonly reference: Reference }[] =
    [];

  /** References to the ends of sections in both images: where it is, and the RVA in the first image of what refers to it. */
  readonly sectionEnds: { readonly a: number; readonly b: number; readonly site: number }[] = [];

  constructor(comparison: Comparison, errorNames: ErrorNames) {
    this.#comparison = comparison;
    this.#errorNames = errorNames;
  }

  get all(): readonly DataObject[] {
    return this.#pairs.values;
  }

  get(a: number, b: number): DataObject | undefined {
    return this.#pairs.get(a, b);
  }

  isPaired(a: number, b: number): boolean {
    return this.#pairs.get(a, b) !== undefined;
  }

  /** All objects whose pointers are to be followed so far. */
  takeQueue(): readonly DataObject[] {
    const queue = this.#queue;
    this.#queue = [];
    for (const object of queue) object.isQueued = false;
    return queue;
  }

  /** All delay-load slots since the last call. */
  takeDelayed(): readonly {
    readonly a: number;
    readonly b: number;
    readonly reference: Reference;
  }[] {
    return this.#delayed.splice(0);
  }

  /**
   * Pairs two places of data.
   * @returns the object that they are; null where they are something else, or nothing comparable
   */
  add(x: number, y: number, reference: Reference, use: DataUse = {}): DataObject | null {
    const { budget, importedData } = this.#comparison;
    budget.take(1);
    if (importedData.takeListAddress(x, y, reference, use)) return null;
    return this.#addPlaces(x, y, reference, use);
  }

  /** Pairs what turned out not to be the end of an empty list. @returns whether there was anything */
  addOthers(): boolean {
    const others = this.#comparison.importedData.takeOthers();
    for (const { a, b, reference, use } of others) this.#addPlaces(a, b, reference, use);
    return others.length > 0;
  }

  #addPlaces(x: number, y: number, reference: Reference, use: DataUse): DataObject | null {
    const { a, b, ledger, importedData } = this.#comparison;
    const slots = [a.image.slots.get(x), b.image.slots.get(y)] as const;
    if (slots[0] !== undefined || slots[1] !== undefined) {
      if (importedData.isSameImport(x, y, slots, reference, use)) return null;
      this.#slots(x, y, slots, reference);
      return null;
    }
    const one = a.contents.sectionAt(x);
    const other = b.contents.sectionAt(y);
    const isAddedTo = use.isIndexed === true || isAddressOnly(use);
    if (isAddedTo && isOutside(a, x) && isOutside(b, y)) {
      if (x === y) ledger.note('addresses outside of the image, to which registers are added');
      else {
        const what = 'addresses outside of the image, to which registers are added';
        ledger.differ('target', what, { reference, a: x, b: y, confidence: 'possible' });
      }
      return null;
    }
    if (one === undefined || other === undefined) {
      if (one === undefined && other === undefined && x === y) ledger.note('references to headers');
      else if (isAddressOnly(use) && areEnds(a, x, b, y)) {
        ledger.note('references to the end of a section');
        this.sectionEnds.push({ a: x, b: y, site: reference.a });
      } else {
        const what = `${placeText(a, one, x)} in the first, ${placeText(b, other, y)} in the second`;
        ledger.differ('target', what, { reference, a: x, b: y, isAddressOnly: isAddressOnly(use) });
      }
      return null;
    }
    if (this.#isDelayLoad(x, y, reference)) return null;
    a.starts.addHard(x);
    b.starts.addHard(y);
    if (!this.#isSameProtection(one, other, { x, y, reference, use })) return null;
    if (this.#errorNames.take(x, y, reference)) return null;
    const known = this.#pairs.get(x, y);
    if (known !== undefined) {
      this.widen(known, use);
      if (known.isEmpty && use.isEmpty !== true) {
        known.isEmpty = false;
        this.#pairOnce(known);
      }
      return known;
    }
    return this.#create(x, y, reference, use, [one, other]);
  }

  /** More of an object is used than was known. */
  widen(object: DataObject, use: DataUse): void {
    const { sure = 0, read = sure, likely = 0, isOpen = false, isIndexed = false } = use;
    const isNew = sure > object.sure || read > object.read || (isOpen && !object.isOpen);
    object.sure = Math.max(object.sure, sure);
    object.read = Math.max(object.read, read);
    object.likely = Math.max(object.likely, likely);
    object.isOpen ||= isOpen;
    object.isIndexed &&= isIndexed;
    if (isNew) this.#enqueue(object);
  }

  /** Code compares the addresses of two objects, as loops do with where they start and end. */
  bound(one: DataObject, other: DataObject): void {
    const [lower, upper] = one.a <= other.a ? [one, other] : [other, one];
    const sizes = [upper.a - lower.a, upper.b - lower.b] as const;
    if (sizes[0] === sizes[1]) {
      if (sizes[0] > 0) this.widen(lower, { isOpen: true });
      return;
    }
    const what = `addresses that are compared lie ${hex(sizes[0])} and ${hex(Math.abs(sizes[1]))} bytes apart`;
    const { a, b, reference } = upper;
    const confidence = 'possible';
    this.#comparison.ledger.differ('target', what, { reference, a, b, other: lower, confidence });
  }

  #create(
    x: number,
    y: number,
    reference: Reference,
    use: DataUse,
    [one, other]: readonly [MappedSection, MappedSection],
  ): DataObject {
    const { sure = 0, read = sure, likely = 0 } = use;
    const { isEmpty = false, isOpen = false, isIndexed = false } = use;
    const object: DataObject = {
      kind: 'data',
      a: x,
      b: y,
      reference,
      isWritable: one.isWritable && other.isWritable,
      isCode: one.isCode || other.isCode,
      sure,
      read,
      likely,
      isOpen,
      isEmpty,
      isIndexed,
      isAmbiguous: false,
      isJumpTable: false,
      scannedSure: 0,
      scannedOpen: 0,
      isQueued: false,
    };
    this.#pairs.add(x, y, object);
    if (!isEmpty) this.#pairOnce(object);
    this.#enqueue(object);
    this.#addBeforeVirtualTable(object);
    this.#addLocator(object);
    return object;
  }

  /** Pairs what is before the functions of a table of virtual functions: `typeid` and `dynamic_cast` read it there. */
  #addBeforeVirtualTable(object: DataObject): void {
    const { a: x, b: y } = object;
    const { a, b, wordSize } = this.#comparison;
    if (!isVirtualTable(a.contents, x) || !isVirtualTable(b.contents, y)) return;
    const sure = WORDS_BEFORE * wordSize;
    const how = 'before virtual functions';
    const before = this.add(x - sure, y - sure, referenceOf(object, x, y, how), { sure });
    const typeA = a.contents.pointerAt(x - wordSize);
    const typeB = b.contents.pointerAt(y - wordSize);
    const use = { sure: TYPE_WORDS * wordSize, isOpen: true };
    this.add(typeA, typeB, referenceOf(before, x - wordSize, y - wordSize, 'type'), use);
  }

  /** Pairs the addresses of locators, which are before tables of virtual functions as MSVC lays them out. */
  #addLocator(object: DataObject): void {
    const { a: x, b: y } = object;
    const { a, b, wordSize: sure } = this.#comparison;
    const isBefore = locatorOf(a.contents, x) >= 0 || locatorOf(b.contents, y) >= 0;
    const functions = [a.contents.pointerAt(x), b.contents.pointerAt(y)] as const;
    if (!isBefore || !a.contents.isCode(functions[0]) || !b.contents.isCode(functions[1])) return;
    const from = referenceOf(object, x, y, 'before virtual functions');
    this.add(x - sure, y - sure, from, { sure });
  }

  #enqueue(object: DataObject): void {
    if (object.isQueued || object.isCode) return;
    object.isQueued = true;
    this.#queue.push(object);
  }

  #slots(
    x: number,
    y: number,
    [one, other]: readonly [string | undefined, string | undefined],
    reference: Reference,
  ): void {
    const { a, b, ledger, wordSize } = this.#comparison;
    if (one !== other) {
      const what = `${one ?? 'no import'} in the first, ${other ?? 'no import'} in the second`;
      ledger.differ('import', what, { reference, a: x, b: y });
      return;
    }
    const isDelayed = [a.image.delayed.has(x), b.image.delayed.has(y)] as const;
    if (isDelayed[0] !== isDelayed[1]) ledger.note('imports that only one image loads late');
    if (isDelayed[0] && isDelayed[1] && a.seen.at(x) === Seen.NOT) {
      this.#delayed.push({ a: x, b: y, reference });
    }
    a.seen.mark(x, wordSize, Seen.SURE);
    b.seen.mark(y, wordSize, Seen.SURE);
  }

  /** Rows of the delay-load table, which code hands to the loader, hold RVAs. */
  #isDelayLoad(x: number, y: number, reference: Reference): boolean {
    const { a, b, ledger } = this.#comparison;
    const one = a.image.delayLoads.get(x);
    const other = b.image.delayLoads.get(y);
    if (one === undefined && other === undefined) return false;
    if (one?.dll !== other?.dll) {
      const what = `${one?.dll ?? 'no delay-loaded DLL'} in the first, ${other?.dll ?? 'none'} in the second`;
      ledger.differ('import', what, { reference, a: x, b: y });
      return true;
    }
    if (one !== undefined && other !== undefined) {
      const how = { ...reference, how: `handle of ${one.dll}` };
      this.add(one.moduleHandle, other.moduleHandle, how, { sure: this.#comparison.wordSize });
    }
    return true;
  }

  #isSameProtection(
    one: MappedSection,
    other: MappedSection,
    {
      x,
      y,
      reference,
      use,
    }: {
      readonly x: number;
      readonly y: number;
      readonly reference: Reference;
      readonly use: DataUse;
    },
  ): boolean {
    const { ledger, isProtectionCompared } = this.#comparison;
    if (one.isCode === other.isCode && one.isWritable === other.isWritable) return true;
    if (one.isCode === other.isCode && !isProtectionCompared) {
      ledger.note('references to data that can be written in one image only');
      return true;
    }
    if (!isProtectionCompared && this.#isDataInCode(x, y)) {
      ledger.note('references to data that is among code in one image only');
      return true;
    }
    const what = `${protection(one)} in the first, ${protection(other)} in the second`;
    ledger.differ('protection', what, { reference, a: x, b: y, isAddressOnly: isAddressOnly(use) });
    return false;
  }

  /**
   * Whether what lies in code in one image is the data that it is in the other: the first bytes are the same, as no
   * function is. GNU ld puts lists of initializers into .text.
   */
  #isDataInCode(x: number, y: number): boolean {
    const { a, b, wordSize } = this.#comparison;
    for (let k = 0; k < wordSize; k += 4) {
      if (a.contents.u32(x + k) !== b.contents.u32(y + k)) return false;
    }
    return true;
  }

  /**
   * A variable is one place in both images. What cannot be written may be merged in one of them, if
   * it is the same.
   */
  #pairOnce(object: DataObject): void {
    const { a, b } = object;
    this.#pairOnceIn(this.#byA, a, object, 'first');
    this.#pairOnceIn(this.#byB, b, object, 'second');
  }

  #pairOnceIn(
    map: Map<number, DataObject>,
    rva: number,
    object: DataObject,
    which: 'first' | 'second',
  ): void {
    const known = map.get(rva);
    if (known === undefined) {
      map.set(rva, object);
      return;
    }
    if (known === object) return;
    if (!object.isWritable) {
      known.isAmbiguous = true;
      object.isAmbiguous = true;
      return;
    }
    const [one, other] = which === 'first' ? [known.b, object.b] : [known.a, object.a];
    const there = which === 'first' ? 'second' : 'first';
    const what =
      `references to one variable in the ${which} image (${hex(rva)}) lead to two variables in the ` +
      `${there} (${hex(one)} and ${hex(other)})`;
    const { a, b, reference, sure } = object;
    const confidence = sure > 0 ? 'sure' : 'likely';
    const isAddressOnly = isUnread(object);
    const place = { reference, a, b, other: known, isAddressOnly };
    this.#comparison.ledger.differ('identity', what, { ...place, confidence });
  }
}

/** Whether a use does not show that there is anything at the address. */
function isAddressOnly({ sure = 0, read = sure, likely = 0 }: DataUse): boolean {
  return read === 0 && likely === 0;
}

/**
 * Whether two addresses are each right after a section, and the two sections are alike. A table that code walks through
 * has an end, and so has an empty one, which may be the last thing of its section.
 */
function areEnds(a: ImageSide, x: number, b: ImageSide, y: number): boolean {
  const ends = (side: ImageSide, rva: number): MappedSection | undefined =>
    side.image.contents.sections.find(({ end }) => end === rva);
  const [one, other] = [ends(a, x), ends(b, y)];
  return one !== undefined && other !== undefined && protection(one) === protection(other);
}

function isOutside({ contents }: ImageSide, rva: number): boolean {
  return rva < 0 || rva >= contents.imageSize;
}

function placeText(side: ImageSide, section: MappedSection | undefined, rva: number): string {
  if (section !== undefined) return section.name;
  return rva >= 0 && rva < side.image.headersEnd ? 'the headers' : 'no section';
}

function protection({ name, isCode, isWritable }: MappedSection): string {
  return `${name} (${isCode ? 'code' : isWritable ? 'writable' : 'constant'})`;
}
