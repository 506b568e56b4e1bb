import { type FuzzScript, type Item, type ItemTarget, type ScriptOp } from '../script/fuzz-script';
import { INSTRUCTIONS, type Reference } from './instructions';
import { IMPORTED } from './imported-functions';
import { PRINTER, PRINTER_OPS, SUM } from './printer';
import { Chance } from '../make/chance';
import { itemsOf, type Piece } from '../make/content-pieces';
import { Names } from '../make/names';
import type { Limits } from '../make/temper';

/** The most functions: each may call those after it, so that a program ends. */
const FUNCTIONS = 8;
/** The most steps of a function. */
const STEPS = 6;
/** The most calls in a function. */
const CALLS = 3;
/** Bytes of data that are always there, and hold numbers. */
const LEAST = 8;

const POINTER_SIZE = 8;

/** A nav whose name may be exported. */
interface RunnableNav {
  readonly name: string;
  /** Names that mean it. */
  readonly exported: string[];
}

/**
 * A random link script whose program runs, for AMD64: it computes a number from code, data, constants, lazy symbols,
 * exported names and functions of DLLs, prints it, and ends. `expectedOutput` says what it prints at each snapshot.
 * @param seed an integer of 32 bits; the same one gives the same script
 */
export function runnableScript(seed: number, limits: Limits): FuzzScript {
  return new RunnableMaker(new Chance(seed), limits).make();
}

class RunnableMaker {
  readonly #chance: Chance;
  readonly #limits: Limits;
  readonly #names: Names;
  readonly #ops: ScriptOp[] = [];
  /** In the order in which they may call each other. */
  readonly #functions: RunnableNav[] = [];
  readonly #data: RunnableNav[] = [];
  /** Each starts with a pointer to a number. */
  readonly #pointers: string[] = [];
  readonly #constants: string[] = [];
  readonly #lazies: (readonly ['code' | 'const_data', string])[] = [];
  /** The most bytes of a fill. */
  readonly #largest: number;
  readonly #busiest: number;
  readonly #strictest: number;

  constructor(chance: Chance, limits: Limits) {
    this.#chance = chance;
    this.#limits = limits;
    this.#names = new Names(chance);
    this.#largest = chance.pick([24, 600, 6000, 100_000]);
    this.#busiest = chance.pick([1, 3, 8]);
    this.#strictest = chance.pick([1, 16, limits.alignment]);
  }

  make(): FuzzScript {
    const chance = this.#chance;
    const updates = chance.integer(1, this.#limits.updates);
    this.#begin();
    for (let update = 1; update <= updates; update += 1) {
      if (update > 1) {
        for (let left = chance.integer(0, this.#busiest); left > 0; left -= 1) this.#change();
      }
      this.#ops.push({ op: 'flush' }, { op: 'snapshot', name: `update ${update}` });
    }
    return { options: {}, ops: this.#ops };
  }

  #begin(): void {
    const chance = this.#chance;
    this.#ops.push(...PRINTER_OPS);
    for (let left = chance.integer(1, 3); left > 0; left -= 1) this.#newData();
    this.#newConstant();
    for (let left = chance.integer(0, 2); left > 0; left -= 1) this.#newConstant();
    this.#newLazies();
    for (let left = chance.integer(1, 2); left > 0; left -= 1) this.#newPointer();
    for (let left = chance.integer(1, 4); left > 0; left -= 1) {
      this.#functions.push({ name: this.#names.next(), exported: [] });
    }
    // Those that are called before those that call them, so that names can be exported.
    for (let index = this.#functions.length - 1; index >= 0; index -= 1) this.#update(index);
    this.#entry();
    this.#ops.push({
      op: 'updateExports',
      exported: { nav: 'main.start' },
      names: ['wWinMainCRTStartup'],
    });
  }

  #change(): void {
    const chance = this.#chance;
    switch (
      chance.weighted({
        function: 40,
        data: 20,
        pointer: 10,
        entry: 10,
        more: 15,
        idle: 10,
        flush: 5,
      })
    ) {
      case 'function':
        this.#update(chance.integer(0, this.#functions.length - 1));
        return;
      case 'data':
        this.#writeData(chance.pick(this.#data).name);
        return;
      case 'pointer':
        this.#writePointer(chance.pick(this.#pointers));
        return;
      case 'entry':
        this.#entry();
        return;
      case 'more':
        this.#more();
        return;
      case 'idle':
        this.#ops.push({ op: 'idle', count: chance.integer(0, 9) });
        return;
      case 'flush':
        this.#ops.push({ op: 'flush' });
    }
  }

  #more(): void {
    if (this.#functions.length < FUNCTIONS && this.#chance.percent(50)) {
      this.#functions.push({ name: this.#names.next(), exported: [] });
      this.#update(this.#functions.length - 1);
    } else if (this.#chance.percent(50)) this.#newData();
    else this.#newConstant();
  }

  #newData(): void {
    const nav: RunnableNav = { name: this.#names.next(), exported: [] };
    this.#data.push(nav);
    this.#writeData(nav.name);
    this.#exportSometimes(nav);
  }

  #writeData(nav: string): void {
    const align = Math.min(this.#strictest, this.#chance.pick([1, 4, 16, this.#strictest]));
    this.#ops.push({ op: 'updateNav', nav, type: 'T', align, content: this.#numbers() });
  }

  #numbers(): Item[] {
    const chance = this.#chance;
    const items: Item[] = [chance.hex(LEAST)];
    if (chance.percent(40)) {
      items.push({ splat: [chance.integer(0, 255), chance.integer(1, this.#largest)] });
    }
    return items;
  }

  #newConstant(): void {
    const id = this.#names.next();
    const align = Math.min(this.#strictest, this.#chance.pick([1, 4, this.#strictest]));
    this.#ops.push({ op: 'defineUav', id, type: 'T', value: id, align, content: this.#numbers() });
    this.#constants.push(id);
  }

  #newLazies(): void {
    for (let left = this.#chance.integer(0, 3); left > 0; left -= 1) {
      const kind = this.#chance.pick(['code', 'const_data'] as const);
      const type = this.#names.next();
      const { constant, ret } = INSTRUCTIONS;
      const value = this.#chance.integer(0, 0x7fff_ffff);
      const content = kind === 'code' ? this.#items([constant(value), ret]) : this.#numbers();
      this.#ops.push({ op: 'defineLazy', kind, type, content });
      this.#lazies.push([kind, type]);
    }
  }

  #newPointer(): void {
    const nav = this.#names.next();
    this.#pointers.push(nav);
    this.#writePointer(nav);
  }

  #writePointer(nav: string): void {
    const chance = this.#chance;
    const target = chance.percent(50)
      ? { nav: chance.pick(this.#data).name }
      : { uav: chance.pick(this.#constants) };
    const content: Item[] = [{ ptr: target, addend: chance.integer(0, LEAST - 4) }];
    if (chance.percent(30)) content.push({ splat: [0, chance.integer(1, this.#largest)] });
    this.#ops.push({ op: 'updateNav', nav, type: 'T', align: 8, content });
  }

  /** Hands over a function, with another content than before. */
  #update(index: number): void {
    const nav = this.#functions[index];
    if (nav === undefined) throw new RangeError(`no function ${index}`);
    const { enter, leave, ret } = INSTRUCTIONS;
    const pieces = [enter, ...this.#steps(index + 1), leave, ret];
    this.#ops.push({
      ...{ op: 'updateFunc', nav: nav.name, type: 'fn () void' },
      content: this.#items(pieces),
    });
    this.#exportSometimes(nav);
  }

  #entry(): void {
    const { enter, call } = INSTRUCTIONS;
    const first = this.#functions[0];
    const calls = first === undefined ? [] : [call({ nav: first.name })];
    const pieces = [enter, ...calls, ...this.#steps(0), call({ nav: PRINTER })];
    this.#ops.push({
      ...{ op: 'updateFunc', nav: 'main.start', type: 'fn () noreturn' },
      content: this.#items(pieces),
    });
  }

  #exportSometimes(nav: RunnableNav): void {
    if (nav.exported.length > 0 || !this.#chance.percent(30)) return;
    const name = this.#names.next();
    nav.exported.push(name);
    this.#ops.push({ op: 'updateExports', exported: { nav: nav.name }, names: [name] });
  }

  #items(pieces: readonly Piece[]): Item[] {
    return itemsOf(pieces, POINTER_SIZE, this.#chance);
  }

  /** What a function does. @param from the index of the first function that it may call */
  #steps(from: number): Piece[] {
    const chance = this.#chance;
    const pieces: Piece[] = [];
    let calls = 0;
    const sum: Reference = { target: { nav: SUM }, addend: 0 };
    const callable = this.#functions.slice(from);
    for (let left = chance.integer(1, STEPS); left > 0; left -= 1) {
      const what = chance.weighted({
        ...{ constant: 15, data: 30, pointer: 15, address: 20, nothing: 10, import: 15, lazy: 15 },
        call: callable.length > 0 && calls < CALLS ? 40 : 0,
      });
      if (what === 'call') {
        calls += 1;
        pieces.push(INSTRUCTIONS.call(this.#named(chance.pick(callable))));
      } else if (what === 'nothing') {
        pieces.push({ item: { splat: [0x90, chance.integer(1, this.#largest)] }, fields: [] });
      } else {
        pieces.push(...this.#value(what), INSTRUCTIONS.add(sum));
      }
      if (chance.percent(60)) pieces.push(INSTRUCTIONS.rotate(sum, chance.integer(1, 31)));
      if (chance.percent(20)) {
        pieces.push(INSTRUCTIONS.addConstant(sum, chance.integer(0, 0x7fff_ffff)));
      }
    }
    return pieces;
  }

  /** Instructions that leave a number in eax. */
  #value(what: 'constant' | 'data' | 'pointer' | 'address' | 'import' | 'lazy'): Piece[] {
    const chance = this.#chance;
    switch (what) {
      case 'constant':
        return [INSTRUCTIONS.constant(chance.integer(0, 0x7fff_ffff))];
      case 'data':
        return [INSTRUCTIONS.load(this.#somewhere())];
      case 'pointer':
        return [
          INSTRUCTIONS.loadPointer({ target: { nav: chance.pick(this.#pointers) }, addend: 0 }),
          INSTRUCTIONS.follow,
        ];
      case 'address':
        return [
          chance.percent(50)
            ? INSTRUCTIONS.address(this.#somewhere())
            : INSTRUCTIONS.wholeAddress(this.#somewhere()),
          INSTRUCTIONS.follow,
        ];
      case 'import': {
        const dll = chance.pick(Object.keys(IMPORTED));
        const name = chance.pick(Object.keys(IMPORTED[dll] ?? {}));
        return [
          INSTRUCTIONS.argument(chance.integer(-0x7fff_ffff, 0x7fff_ffff)),
          // The loader takes both spellings for one DLL.
          INSTRUCTIONS.call({ global: [name, chance.percent(10) ? dll.toUpperCase() : dll] }),
        ];
      }
      case 'lazy': {
        const [kind, type] =
          this.#lazies.length > 0 ? chance.pick(this.#lazies) : ([null, ''] as const);
        if (kind === null) return [INSTRUCTIONS.load(this.#somewhere())];
        const target: ItemTarget = { lazy: [kind, type] };
        return [
          kind === 'code'
            ? INSTRUCTIONS.call(target)
            : INSTRUCTIONS.load({ target, addend: chance.integer(0, LEAST - 4) }),
        ];
      }
    }
  }

  /** A number in data or a constant. */
  #somewhere(): Reference {
    const chance = this.#chance;
    const target = chance.percent(50)
      ? this.#named(chance.pick(this.#data))
      : { uav: chance.pick(this.#constants) };
    return { target, addend: chance.integer(0, LEAST - 4) };
  }

  /** A nav, sometimes by its exported name. */
  #named({ name, exported }: RunnableNav): ItemTarget {
    const [alias] = exported;
    return alias !== undefined && this.#chance.percent(40)
      ? { global: [alias, null] }
      : { nav: name };
  }
}
