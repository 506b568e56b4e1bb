import type { Item, ItemTarget, ScriptOp } from '../script/fuzz-script';
import type { Chance } from './chance';
import type { Names } from './names';
import type { ModelLazy, ModelNav, ProgramModel } from './program-model';
import type { Temper } from './temper';

/** A target, and how many bytes from its start a reference may lead to. */
export interface Pointee {
  readonly target: ItemTarget;
  /** 0 if only the start of it may be referred to. */
  readonly size: number;
}

/** Makes the content of a constant or lazy symbol that is new. */
export type MakeContent = (
  isCode: boolean,
  depth: number,
) => { readonly items: readonly Item[]; readonly size: number };

/** Constants and lazy symbols may refer to new ones so deep. */
const DEEPEST = 4;

/** The lazy data that `updateErrorData` writes again. */
export const ERROR_DATA = 'anyerror';

/** Chooses what content refers to: what is there, or something new. */
export class TargetMaker {
  readonly #chance: Chance;
  readonly #temper: Temper;
  readonly #model: ProgramModel;
  readonly #names: Names;
  readonly #add: (op: ScriptOp) => void;
  readonly #content: MakeContent;
  /** Whether exported names stand for code, by name; those that are exported later too. */
  readonly #nameKinds = new Map<string, boolean>();
  /** Whether the lazy data of all errors is defined, or about to be. */
  #hasErrorData = false;

  /** @param add takes definitions, which come before the op whose content is being made */
  constructor(
    { chance, temper, model, names }: TargetContext,
    add: (op: ScriptOp) => void,
    content: MakeContent,
  ) {
    this.#chance = chance;
    this.#temper = temper;
    this.#model = model;
    this.#names = names;
    this.#add = add;
    this.#content = content;
  }

  /** Something that can be called. @param mayImport whether it may be a function of a DLL */
  code(depth: number, mayImport: boolean): Pointee {
    const what = this.#chance.weighted({
      nav: 60,
      lazy: depth < DEEPEST ? 12 : 0,
      extern: this.#temper.exportsAgain ? 8 : 2,
      import: mayImport && this.#temper.dlls > 0 ? (this.#temper.dlls >= 100 ? 200 : 30) : 0,
    });
    switch (what) {
      case 'nav':
        return this.#nav(true);
      case 'lazy':
        return this.#lazy('code', depth);
      case 'extern':
        return this.#extern(true);
      case 'import':
        return this.#import();
    }
  }

  /** Something that holds data. */
  data(depth: number): Pointee {
    const what = this.#chance.weighted({
      nav: 40,
      uav: 45,
      lazy: depth < DEEPEST ? 12 : 0,
      extern: this.#temper.exportsAgain ? 8 : 2,
    });
    switch (what) {
      case 'nav':
        return this.#nav(false);
      case 'uav':
        return this.uav(depth);
      case 'lazy':
        return this.#lazy('const_data', depth);
      case 'extern':
        return this.#extern(false);
    }
  }

  /** A nav or a constant: what a pointer item can refer to. */
  pointee(depth: number): Pointee {
    if (this.#chance.percent(50)) return this.uav(depth);
    return this.#nav(this.#chance.percent(40));
  }

  /** A nav that holds plain data, of which a part may be written. */
  variable(): Pointee {
    const known = this.#model.navs.filter(({ isPlain, isCode }) => isPlain && !isCode);
    const isNew = known.length === 0 || (!this.#model.isClosing && this.#chance.percent(12));
    const nav = isNew ? this.newNav(false, true) : this.#chance.pick(known);
    return { target: { nav: nav.name }, size: nav.size ?? 0 };
  }

  uav(depth: number): Pointee {
    const { uavs } = this.#model;
    const chance = this.#chance;
    const isNew = depth < DEEPEST && (uavs.length === 0 || chance.percent(30));
    if (!isNew && uavs.length === 0) return this.#nav(false);
    const uav = isNew ? this.#newUav(depth) : chance.pick(uavs);
    const asks = this.#temper.realigns && chance.percent(40);
    const align = asks ? Math.min(uav.align * chance.pick([2, 4, 16]), this.#temper.strictest) : 0;
    return {
      target: align > 0 ? { uav: uav.id, align } : { uav: uav.id },
      size: uav.size,
    };
  }

  /** A new name for a nav, which is updated later in the same update. */
  newNav(isCode: boolean, isPlain = !isCode && this.#chance.percent(30)): ModelNav {
    const name = this.#names.next();
    const nav: ModelNav = {
      name,
      isCode,
      size: null,
      align: null,
      isSettled: false,
      wasData: !isCode,
      isPlain,
    };
    this.#model.navs.push(nav);
    return nav;
  }

  /** The lazy data of all errors, which something refers to from now on. */
  errorData(depth: number): Pointee {
    // What its own content refers to may want it as well.
    if (this.#hasErrorData) return { target: { lazy: ['const_data', ERROR_DATA] }, size: 0 };
    this.#hasErrorData = true;
    return this.#newLazy('const_data', ERROR_DATA, depth);
  }

  /** Whether an exported name stands for code; undefined for a name that nothing uses. */
  kindOf(name: string): boolean | undefined {
    return this.#nameKinds.get(name);
  }

  setKind(name: string, isCode: boolean): void {
    this.#nameKinds.set(name, isCode);
  }

  #nav(isCode: boolean): Pointee {
    const known = this.#model.navsOf(isCode);
    const isNew = known.length === 0 || (!this.#model.isClosing && this.#chance.percent(12));
    const nav = isNew ? this.newNav(isCode) : this.#chance.pick(known);
    return { target: { nav: nav.name }, size: nav.size ?? 0 };
  }

  #newUav(depth: number): ProgramModel['uavs'][number] {
    const { items, size } = this.#content(false, depth + 1);
    const { strictest } = this.#temper;
    const align = Math.min(strictest, this.#chance.pick([1, 1, 4, 8, 16, strictest]));
    const id = this.#names.next();
    this.#add({ op: 'defineUav', id, type: 'T', value: id, align, content: items });
    const uav = { id, size, align };
    this.#model.uavs.push(uav);
    return uav;
  }

  #lazy(kind: ModelLazy['kind'], depth: number): Pointee {
    const known = this.#model.lazies.filter((lazy) => lazy.kind === kind);
    if (known.length > 0 && this.#chance.percent(70)) {
      const { type, size } = this.#chance.pick(known);
      return { target: { lazy: [kind, type] }, size };
    }
    if (kind === 'const_data' && this.#chance.percent(30)) return this.errorData(depth);
    return this.#newLazy(kind, this.#names.next(), depth);
  }

  #newLazy(kind: ModelLazy['kind'], type: string, depth: number): Pointee {
    const { items, size } = this.#content(kind === 'code', depth + 1);
    this.#add({ op: 'defineLazy', kind, type, content: items });
    this.#model.lazies.push({ kind, type, size, state: 'new' });
    return { target: { lazy: [kind, type] }, size: type === ERROR_DATA ? 0 : size };
  }

  #extern(isCode: boolean): Pointee {
    const known = [...this.#nameKinds].filter(([, kind]) => kind === isCode);
    if (known.length === 0 && this.#model.isClosing) return this.#nav(isCode);
    const isKnown = known.length > 0 && (this.#model.isClosing || this.#chance.percent(70));
    const name = isKnown ? this.#chance.pick(known)[0] : this.#names.next();
    this.#nameKinds.set(name, isCode);
    this.#model.referredNames.add(name);
    return { target: { global: [name, null] }, size: 0 };
  }

  #import(): Pointee {
    const { imports } = this.#model;
    const chance = this.#chance;
    if (imports.length > 0 && chance.percent(50)) {
      const { name, dll } = chance.pick(imports);
      return { target: { global: [name, this.#spelled(dll)] }, size: 0 };
    }
    const number = chance.integer(0, this.#temper.dlls - 1);
    const dll = chance.percent(5) ? `lib${number}-with-a-long-name` : `lib${number}`;
    // One name may be in two DLLs, and be exported by the program too.
    const again = chance.percent(10) && imports.length > 0;
    const name = again ? chance.pick(imports).name : this.#names.ascii();
    if (!imports.some((one) => one.name === name && one.dll === dll)) imports.push({ name, dll });
    return { target: { global: [name, this.#spelled(dll)] }, size: 0 };
  }

  /** One DLL by another name: Windows compares names of DLLs without case. */
  #spelled(dll: string): string {
    return this.#temper.spellsDlls && this.#chance.percent(30) ? dll.toUpperCase() : dll;
  }
}

/** What a script is made from. */
export interface TargetContext {
  readonly chance: Chance;
  readonly temper: Temper;
  readonly model: ProgramModel;
  readonly names: Names;
}
