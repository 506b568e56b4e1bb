import type { FuzzScript, ItemTarget, ScriptOp } from '../script/fuzz-script';
import { Chance } from './chance';
import { ContentMaker } from './content-maker';
import { LazyStates } from './lazy-states';
import { Names } from './names';
import { ProgramModel, type ModelNav } from './program-model';
import { ERROR_DATA } from './target-maker';
import { randomTemper, type Limits, type Temper } from './temper';

/**
 * A random link script. Everything that it refers to is defined by the next snapshot, so it has a meaning
 * at each of them, and a linker that refuses it is wrong.
 * @param seed an integer of 32 bits; the same one gives the same script
 */
export function randomScript(seed: number, limits: Limits): FuzzScript {
  return new ScriptMaker(new Chance(seed), limits).make();
}

class ScriptMaker {
  readonly #chance: Chance;
  readonly #temper: Temper;
  readonly #model = new ProgramModel();
  readonly #names: Names;
  readonly #content: ContentMaker;
  readonly #ops: ScriptOp[] = [];
  readonly #lazies = new LazyStates(this.#model.lazies);
  readonly #entry: string;

  constructor(chance: Chance, limits: Limits) {
    this.#chance = chance;
    this.#temper = randomTemper(chance, limits);
    this.#names = new Names(chance);
    this.#entry = this.#temper.isDll ? '_DllMainCRTStartup' : 'wWinMainCRTStartup';
    this.#content = new ContentMaker(
      { chance, temper: this.#temper, model: this.#model, names: this.#names },
      (op) => this.#ops.push(op),
    );
  }

  make(): FuzzScript {
    const { updates } = this.#temper;
    for (let update = 1; update <= updates; update += 1) {
      const start = this.#ops.length;
      for (let left = this.#chance.integer(0, this.#temper.busiest); left > 0; left -= 1)
        this.#op();
      this.#model.isClosing = true;
      this.#settle();
      this.#model.isClosing = false;
      // A linker that makes whole images makes one of the last flush, when much may not have been defined.
      const wasFlushed = this.#ops.slice(start).some(({ op }) => op === 'flush');
      if (wasFlushed || this.#chance.percent(95) || update === updates) this.#add({ op: 'flush' });
      this.#add({ op: 'snapshot', name: `update ${update}` });
    }
    return { options: this.#temper.options, ops: this.#ops };
  }

  #add(op: ScriptOp): void {
    this.#ops.push(op);
    this.#lazies.take(op);
  }

  #op(): void {
    const temper = this.#temper;
    const what = this.#chance.weighted({
      newFunction: 20,
      newData: 15,
      change: 35,
      becomesEmpty: 3,
      export: 10,
      deleteExport: temper.deletesExports ? 10 : 0,
      redefineLazy: 4,
      errorData: 4,
      idle: 8,
      flush: 6,
    });
    switch (what) {
      case 'newFunction':
        this.#update(this.#content.targets.newNav(true));
        return;
      case 'newData':
        this.#update(this.#content.targets.newNav(false));
        return;
      case 'change':
        this.#change();
        return;
      case 'becomesEmpty': {
        const known = this.#model.navsOf(false);
        if (known.length === 0) return;
        const { name, align } = this.#chance.pick(known);
        this.#add({ op: 'updateNav', nav: name, type: 'comptime_int', align: align ?? 1 });
        return;
      }
      case 'export':
        this.#export();
        return;
      case 'deleteExport':
        if (this.#chance.percent(40)) this.#deleteExportOfAnother();
        else this.#deleteExport();
        return;
      case 'redefineLazy':
        this.#redefineLazy();
        return;
      case 'errorData':
        this.#updateErrorData();
        return;
      case 'idle':
        this.#add(
          this.#chance.percent(50)
            ? { op: 'idle' }
            : { op: 'idle', count: this.#chance.integer(0, 9) },
        );
        return;
      case 'flush':
        this.#add({ op: 'flush' });
    }
  }

  #change(): void {
    const known = this.#model.placed.filter(({ isSettled }) => !isSettled);
    if (known.length === 0) return;
    const nav = this.#chance.pick(known);
    if (this.#temper.retypes && this.#chance.percent(50) && !this.#isEntry(nav)) {
      nav.isCode = !nav.isCode;
    }
    this.#update(nav);
    // Twice before anything is flushed.
    if (this.#chance.percent(5) && !nav.isSettled) this.#update(nav);
  }

  #isEntry({ name }: ModelNav): boolean {
    const entry = this.#model.exports.get(this.#entry);
    return entry !== undefined && 'nav' in entry && entry.nav === name;
  }

  /** Hands over a nav: a new one, or one that has changed. */
  #update(nav: ModelNav): void {
    const chance = this.#chance;
    const { name, isCode } = nav;
    const isNew = nav.size === null;
    if (isNew || (this.#temper.realigns && chance.percent(30))) this.#align(nav);
    const before = this.#model.imports.length;
    const mayImport = this.#temper.dropsImports || (isNew && chance.percent(50));
    const { items, size } = isCode
      ? this.#content.code(0, name, mayImport)
      : this.#content.data(0, name, nav.isPlain);
    if (isCode && mayImport && !this.#temper.dropsImports && this.#importsIn(items, before)) {
      nav.isSettled = true;
    }
    nav.size = size;
    const align = nav.align === null ? {} : { align: nav.align };
    this.#add(
      isCode
        ? { op: 'updateFunc', nav: name, type: 'fn () void', ...align, content: items }
        : { op: 'updateNav', nav: name, type: 'T', align: nav.align ?? 1, content: items },
    );
  }

  #importsIn(items: ScriptOp['content'] = [], before: number): boolean {
    if (this.#model.imports.length > before) return true;
    return items.some(
      (item) =>
        typeof item === 'object' &&
        'reloc' in item &&
        'global' in item.reloc &&
        item.reloc.global[1] !== null,
    );
  }

  #align(nav: ModelNav): void {
    const { strictest } = this.#temper;
    const any = Math.min(strictest, 2 ** this.#chance.integer(0, 6));
    const align = this.#chance.percent(20) ? strictest : any;
    nav.align = nav.isCode && this.#chance.percent(70) ? null : align;
  }

  #export(): void {
    const placed = this.#model.placed;
    if (placed.length === 0) return;
    const nav = this.#chance.pick(placed);
    const isUav = this.#model.uavs.length > 0 && this.#chance.percent(15);
    const exported: ItemTarget = isUav
      ? { uav: this.#chance.pick(this.#model.uavs).id }
      : { nav: nav.name };
    const isCode = !isUav && nav.isCode;
    const count = this.#chance.percent(80) ? 1 : this.#chance.integer(2, 4);
    const known = [...this.#model.exports.keys()].filter(
      (name) => name !== this.#entry && this.#content.targets.kindOf(name) === isCode,
    );
    const names = Array.from({ length: count }, () =>
      known.length > 0 && this.#chance.percent(25) ? this.#chance.pick(known) : this.#newName(),
    );
    this.#exportAs(exported, [...new Set(names)], isCode);
  }

  /** A name for an export: also that of an import, which is another symbol. */
  #newName(): string {
    const { imports } = this.#model;
    const name =
      imports.length > 0 && this.#chance.percent(5) ? this.#chance.pick(imports).name : '';
    return name === '' || this.#content.targets.kindOf(name) !== undefined
      ? this.#names.next()
      : name;
  }

  #exportAs(exported: ItemTarget, names: readonly string[], isCode: boolean): void {
    this.#add({ op: 'updateExports', exported, names });
    for (const name of names) {
      this.#model.exports.set(name, exported);
      this.#content.targets.setKind(name, isCode);
    }
  }

  /** Only of a name that nothing refers to: a reference to it would lead nowhere. */
  #deleteExport(): void {
    const names = [...this.#model.exports].filter(
      ([name, exported]) =>
        'nav' in exported && name !== this.#entry && !this.#model.referredNames.has(name),
    );
    if (names.length === 0) return;
    const [name, exported] = this.#chance.pick(names);
    if (!('nav' in exported)) return;
    this.#add({ op: 'deleteExport', nav: exported.nav, name });
    this.#model.exports.delete(name);
  }

  /** Of a nav that does not have the name, or no longer: nothing happens. */
  #deleteExportOfAnother(): void {
    const { exports, placed } = this.#model;
    if (exports.size === 0) return;
    const [name, exported] = this.#chance.pick([...exports]);
    const others = placed.filter((nav) => !('nav' in exported) || nav.name !== exported.nav);
    if (others.length === 0) return;
    this.#add({ op: 'deleteExport', nav: this.#chance.pick(others).name, name });
  }

  /** Changes nothing in the image: the linker has asked for its content before. */
  #redefineLazy(): void {
    if (this.#model.lazies.length === 0) return;
    this.#add({ op: 'flush' });
    const lazies = this.#model.lazies.filter(
      ({ type, state }) => state === 'emitted' && type !== ERROR_DATA,
    );
    if (lazies.length === 0) return;
    const { kind, type } = this.#chance.pick(lazies);
    const { items } =
      kind === 'code' ? this.#content.code(1, null, false) : this.#content.data(1, null);
    this.#add({ op: 'defineLazy', kind, type, content: items });
  }

  #updateErrorData(): void {
    if (!this.#model.lazies.some(({ type }) => type === ERROR_DATA)) return;
    if (this.#chance.percent(80)) {
      const { items } = this.#content.data(1, null);
      this.#add({ op: 'defineLazy', kind: 'const_data', type: ERROR_DATA, content: items });
    }
    this.#add({ op: 'updateErrorData' });
  }

  /** Hands over all that has been referred to, and the entry point. */
  #settle(): void {
    if (this.#startable().length === 0) {
      this.#update(this.#content.targets.newNav(true));
    }
    for (let nav = this.#unplaced(); nav !== undefined; nav = this.#unplaced()) this.#update(nav);
    for (const name of this.#model.referredNames) {
      if (!this.#model.exports.has(name)) this.#exportUnder(name);
    }
    // Content that is made for these may refer to others again.
    if (this.#unplaced() !== undefined) this.#settle();
    if (!this.#model.exports.has(this.#entry) || this.#chance.percent(3)) {
      this.#exportAs({ nav: this.#chance.pick(this.#startable()).name }, [this.#entry], true);
    }
    if (this.#temper.exportsAgain) this.#exportAgain();
  }

  /** Functions that a program can start with: what was data at first may lie where nothing can. */
  #startable(): readonly ModelNav[] {
    return this.#model.placed.filter(({ isCode, wasData }) => isCode && !wasData);
  }

  #unplaced(): ModelNav | undefined {
    return this.#model.navs.find(({ size }) => size === null);
  }

  #exportUnder(name: string): void {
    const isCode = this.#content.targets.kindOf(name) ?? false;
    const placed = this.#model.placed.filter((nav) => nav.isCode === isCode);
    const nav =
      placed.length > 0 ? this.#chance.pick(placed) : this.#content.targets.newNav(isCode);
    if (nav.size === null) this.#update(nav);
    this.#exportAs({ nav: nav.name }, [name], isCode);
  }

  #exportAgain(): void {
    const byTarget = new Map<string, { exported: ItemTarget; names: string[] }>();
    for (const [name, exported] of this.#model.exports) {
      const key = JSON.stringify(exported);
      const same = byTarget.get(key);
      if (same === undefined) byTarget.set(key, { exported, names: [name] });
      else same.names.push(name);
    }
    for (const { exported, names } of byTarget.values()) {
      this.#add({ op: 'updateExports', exported, names });
    }
  }
}
