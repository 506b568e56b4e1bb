import type { ScriptOp } from '../script/fuzz-script';
import type { ModelLazy } from './program-model';

/** Follows which lazy symbols the linker has certainly asked for, and which perhaps. */
export class LazyStates {
  readonly #lazies: readonly ModelLazy[];
  /** Navs that were updated since the last flush. */
  readonly #updated = new Set<unknown>();
  /** Types of lazy symbols that these refer to. */
  readonly #used = new Set<string>();

  /** @param lazies all that there are, now and later */
  constructor(lazies: readonly ModelLazy[]) {
    this.#lazies = lazies;
  }

  /** Takes the next op. */
  take({ op, nav, content = [] }: ScriptOp): void {
    switch (op) {
      case 'updateFunc':
      case 'updateNav':
        // What only the content before refers to is asked for, though it is not in use.
        if (this.#updated.has(nav)) this.#becomeUnsure();
        this.#updated.add(nav);
        for (const item of content) {
          if (typeof item !== 'object' || !('reloc' in item) || !('lazy' in item.reloc)) continue;
          this.#used.add(JSON.stringify(item.reloc.lazy));
        }
        return;
      case 'idle':
      case 'updateExports':
        this.#becomeUnsure();
        return;
      case 'flush':
        for (const lazy of this.#lazies) {
          const isUsed = this.#used.has(JSON.stringify([lazy.kind, lazy.type]));
          if (isUsed && lazy.state === 'new') lazy.state = 'emitted';
        }
        this.#updated.clear();
        this.#used.clear();
    }
  }

  #becomeUnsure(): void {
    for (const lazy of this.#lazies) if (lazy.state === 'new') lazy.state = 'unsure';
  }
}
