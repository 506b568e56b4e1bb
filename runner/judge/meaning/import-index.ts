import type { ImportedFunction } from './import-list';

/** The file name of a DLL that a link script names without suffix, in lower case. */
export function dllOf(libName: string): string {
  return `${libName}.dll`.toLowerCase();
}

/** Names a function: "import kernel32.dll!ExitProcess". */
export function importKey(dll: string, name: string): string {
  return `import ${dll}!${name}`;
}

/** The slots of imported functions, by name. */
export class ImportIndex {
  readonly #slots = new Map<string, Set<number>>();

  constructor(functions: readonly ImportedFunction[]) {
    for (const { dll, name, slot } of functions) {
      const key = importKey(dll, name);
      const slots = this.#slots.get(key);
      if (slots === undefined) this.#slots.set(key, new Set([slot]));
      else slots.add(slot);
    }
  }

  /** The names of all functions, as `importKey` makes them. */
  get keys(): readonly string[] {
    return [...this.#slots.keys()];
  }

  /** RVAs of the entries of a function in address tables; none if it is not imported. */
  slots(dll: string, name: string): ReadonlySet<number> {
    return this.#slots.get(importKey(dll, name)) ?? new Set();
  }
}
