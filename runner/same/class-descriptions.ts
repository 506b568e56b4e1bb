import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';
import {
  BASE_CLASS,
  BASE_CLASS_SIZE,
  CATCHABLE_TYPE,
  CATCHABLE_TYPE_SIZE,
  HIERARCHY,
  HIERARCHY_SIZE,
  isLocator,
  isThrowInfo,
  listLength,
  LOCATOR,
  LOCATOR_SIZE,
  THROW_INFO,
  THROW_INFO_SIZE,
  TYPE_HEADER_SIZE,
  typeNameSize,
} from './class-shapes';
import type { DataObject } from './data-object';
import type { DataPairs } from './data-pairs';
import { reference as referenceOf } from './reference';
import { RVA_SIZE } from './rva-fields';

/**
 * Compares what the Microsoft C++ ABI has of classes, for `typeid`, `dynamic_cast` and `throw` in 64-bit images: they have
 * RVAs, and no addresses. Clang's MicrosoftCXXABI.cpp, "MSRTTIBuilder" and "getThrowInfo", has how they are laid out.
 */
export class ClassDescriptions {
  readonly #comparison: Comparison;
  readonly #data: DataPairs;
  readonly #code: CodeWalk;
  readonly #followed = new Set<DataObject>();

  constructor(comparison: Comparison, data: DataPairs, code: CodeWalk) {
    this.#comparison = comparison;
    this.#data = data;
    this.#code = code;
  }

  /** Compares what an object is, if it is a locator or the information for a `throw` in either image. */
  follow(object: DataObject): void {
    if (this.#comparison.wordSize !== 8 || this.#followed.has(object)) return;
    if (this.#isEither(isLocator, object)) {
      this.#followed.add(object);
      this.#locator(object);
    } else if (this.#isEither(isThrowInfo, object)) {
      this.#followed.add(object);
      this.#throwInfo(object);
    }
  }

  #isEither(isOne: typeof isLocator, { a: x, b: y }: DataObject): boolean {
    const { a, b } = this.#comparison;
    return isOne(a.contents, x) || isOne(b.contents, y);
  }

  #locator(object: DataObject): void {
    const { a, b, ledger } = this.#comparison;
    const { a: x, b: y, reference } = object;
    this.#ends(object, LOCATOR_SIZE);
    const [one, other] = [a.contents.u32(x + LOCATOR.self), b.contents.u32(y + LOCATOR.self)];
    if (one === x && other === y)
      this.#comparison.rvaFields.add(x + LOCATOR.self, y + LOCATOR.self);
    else {
      const what = `a locator in the ${one === x ? 'second' : 'first'} image has the RVA of something else as its own`;
      ledger.differ('data', what, { reference, a: x + LOCATOR.self, b: y + LOCATOR.self });
    }
    this.#type(object, LOCATOR.type);
    this.#hierarchy(object, LOCATOR.hierarchy);
  }

  #hierarchy(from: DataObject, at: number): void {
    const hierarchy = this.#pair(from, at, 'class hierarchy', HIERARCHY_SIZE);
    if (hierarchy === null) return;
    const count = this.#shared(hierarchy, HIERARCHY.count);
    const list = this.#pair(hierarchy, HIERARCHY.baseClasses, 'base classes', count * RVA_SIZE);
    if (list === null) return;
    for (let i = 0; i < count; i += 1) {
      const base = this.#pair(list, i * RVA_SIZE, `base class ${i}`, BASE_CLASS_SIZE);
      if (base === null) continue;
      this.#type(base, BASE_CLASS.type);
      this.#hierarchy(base, BASE_CLASS.hierarchy);
    }
  }

  #throwInfo(object: DataObject): void {
    this.#ends(object, THROW_INFO_SIZE);
    this.#function(object, THROW_INFO.destructor, 'destructor of an exception');
    this.#function(object, THROW_INFO.compatible, 'handler of an exception');
    const list = this.#pair(object, THROW_INFO.types, 'types of an exception', RVA_SIZE);
    if (list === null) return;
    const count = this.#shared(list, 0);
    this.#ends(list, (1 + count) * RVA_SIZE);
    for (let i = 0; i < count; i += 1) {
      const how = `type ${i} of an exception`;
      const type = this.#pair(list, (1 + i) * RVA_SIZE, how, CATCHABLE_TYPE_SIZE);
      if (type === null) continue;
      this.#type(type, CATCHABLE_TYPE.type);
      this.#function(type, CATCHABLE_TYPE.copy, 'copy of an exception');
    }
  }

  /** How many elements a list has in both images: that one has more is seen by the bytes of the number. */
  #shared({ a: x, b: y }: DataObject, at: number): number {
    const { a, b } = this.#comparison;
    return Math.min(listLength(a.contents, x + at), listLength(b.contents, y + at));
  }

  /** Pairs two type descriptors, up to the ends of their names. */
  #type(from: DataObject, at: number): void {
    const { a } = this.#comparison;
    const name = typeNameSize(a.contents, a.contents.u32(from.a + at));
    this.#pair(from, at, 'type', TYPE_HEADER_SIZE + name);
  }

  /** Pairs two functions, which both may lack. */
  #function(from: DataObject, at: number, how: string): void {
    const targets = this.#targets(from, at);
    if (targets === null) return;
    this.#code.call(...targets, referenceOf(from, from.a + at, from.b + at, how));
  }

  /** Pairs what two RVAs lead to. @returns null if that is nothing, or was compared before */
  #pair(from: DataObject, at: number, how: string, sure: number): DataObject | null {
    const targets = this.#targets(from, at);
    if (targets === null) return null;
    const object = this.#data.add(...targets, referenceOf(from, from.a + at, from.b + at, how), {
      sure,
    });
    if (object === null) return null;
    this.#ends(object, sure);
    if (this.#followed.has(object)) return null;
    this.#followed.add(object);
    return object;
  }

  /** What two RVAs lead to, which then may differ; null if one leads nowhere: then they are compared as bytes. */
  #targets({ a: x, b: y }: DataObject, at: number): readonly [number, number] | null {
    const { a, b, budget, rvaFields } = this.#comparison;
    budget.take(1);
    const [one, other] = [a.contents.u32(x + at), b.contents.u32(y + at)];
    if (a.contents.sectionAt(one) === undefined || b.contents.sectionAt(other) === undefined) {
      return null;
    }
    rvaFields.add(x + at, y + at);
    return [one, other];
  }

  /** All so many bytes of an object are used, and something else is after them. */
  #ends(object: DataObject, size: number): void {
    const { a, b } = this.#comparison;
    this.#data.widen(object, { sure: size });
    a.starts.addSoft(object.a + size);
    b.starts.addSoft(object.b + size);
  }
}
