import type { Chance } from './chance';

const WORDS = ['a', 'b', 'main', 'start', 'table', 'init', 'Zig', 'list', 'x86', 'deinit'];

/** Names that are easily mixed up: by case, by dots, by length. */
const TRICKY = ['Main.f', 'main.F', 'main..f', 'main.f.', 'seventeen_letters', 'f'];

const NOT_ASCII = ['größe', '名前'];

/** Random names, each of them once. */
export class Names {
  readonly #chance: Chance;
  readonly #used = new Set<string>();

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** A name that was not given before. */
  next(): string {
    if (this.#chance.percent(2))
      return this.#unused(() => `${this.#chance.pick(NOT_ASCII)}${this.#chance.integer(0, 9999)}`);
    return this.ascii();
  }

  /** A name that was not given before, for a function of a DLL. */
  ascii(): string {
    return this.#unused(() => this.#random());
  }

  #unused(make: () => string): string {
    for (;;) {
      const name = make();
      if (this.#used.has(name)) continue;
      this.#used.add(name);
      return name;
    }
  }

  #random(): string {
    const chance = this.#chance;
    if (chance.percent(8)) return chance.pick(TRICKY);
    const parts = Array.from({ length: chance.integer(1, 3) }, () => chance.pick(WORDS));
    if (chance.percent(5)) parts.push('n'.repeat(chance.integer(12, 300)));
    return `${parts.join('.')}${chance.integer(0, 99)}`;
  }
}
