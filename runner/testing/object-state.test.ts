import { ObjectState } from './object-state';

describe('an object that is as it was', () => {
  it('has no property that was added, by a name or a symbol', () => {
    const object: Record<PropertyKey, unknown> = { a: 1 };
    const state = new ObjectState(object);
    object.b = 2;
    object[Symbol.for('c')] = 3;
    state.restore();
    expect(Reflect.ownKeys(object)).toEqual(['a']);
  });

  it('has the values that were changed, and those that were deleted', () => {
    const object: { a?: number; b: number } = { a: NaN, b: 1 };
    const state = new ObjectState(object);
    delete object.a;
    object.b = 2;
    state.restore();
    expect(object).toEqual({ a: NaN, b: 1 });
  });

  it('has a method again that was a getter for a while', () => {
    const object = { method: () => 1 };
    const { method } = object;
    const state = new ObjectState(object);
    Object.defineProperty(object, 'method', { get: () => () => 2, configurable: true });
    state.restore();
    expect(object.method).toBe(method);
  });

  it('keeps what its getters were replaced by, and what cannot be taken away', () => {
    const object: Record<string, unknown> = Object.defineProperty({}, 'lazy', {
      get: () => 1,
      configurable: true,
    });
    const state = new ObjectState(object);
    Object.defineProperty(object, 'lazy', { value: 1 });
    Object.defineProperty(object, 'fixed', { value: 2 });
    state.restore();
    expect(Object.getOwnPropertyDescriptor(object, 'lazy')).toHaveProperty('value', 1);
    expect(object.fixed).toBe(2);
  });
});
