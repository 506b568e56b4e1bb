/**
 * What a dotted name of std.coff stands for: a property, a tag, a method, or a field of a struct
 * (`Header.machine`) or of a packed union (`SectionHeader.Flags.union14.GPREL`); undefined if there
 * is no such thing. Properties that every JavaScript value has do not count.
 */
export function resolve(root: object, name: string): unknown {
  return name.split('.').reduce<unknown>(member, root);
}

/** A layout reads a record from bytes; a packed struct makes one by itself. */
interface Struct {
  readonly SIZE: number;
  init(): object;
  read(bytes: Uint8Array): object;
}

function member(owner: unknown, name: string): unknown {
  const place = placesOf(owner).find((each) => Object.hasOwn(each, name));
  return (place as Readonly<Record<string, unknown>> | undefined)?.[name];
}

function placesOf(owner: unknown): object[] {
  if (typeof owner === 'function') return [owner, owner.prototype as object];
  if (typeof owner !== 'object' || owner === null) return [];
  const { SIZE = 0, init, read } = owner as Partial<Struct>;
  return [owner, init?.() ?? {}, read?.call(owner, new Uint8Array(SIZE)) ?? {}];
}
