/** The properties that an object has now, to have them again later. */
export class ObjectState<T extends object> {
  readonly #object: T;
  readonly #properties: ReadonlyMap<PropertyKey, PropertyDescriptor>;

  /** @param object is looked at, and not changed */
  constructor(object: T) {
    this.#object = object;
    this.#properties = new Map(
      Reflect.ownKeys(object).map((key) => [key, descriptorOf(object, key)]),
    );
  }

  /**
   * Takes away properties that were added, and puts back values that were changed or deleted. A property that
   * cannot be configured stays. So does a value in the place of a getter: it is what the getter gave.
   */
  restore(): void {
    const object = this.#object;
    for (const key of Reflect.ownKeys(object)) {
      if (!this.#properties.has(key) && descriptorOf(object, key).configurable === true) {
        Reflect.deleteProperty(object, key);
      }
    }
    for (const [key, before] of this.#properties) {
      if (before.configurable !== true || !('value' in before)) continue;
      const now = Object.getOwnPropertyDescriptor(object, key);
      if (now === undefined || !Object.is(now.value, before.value)) {
        Object.defineProperty(object, key, before);
      }
    }
  }
}

function descriptorOf(object: object, key: PropertyKey): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(object, key) ?? {};
}
