import type { LazyKind, UavInfo } from '../../../reference';
import type { Content } from '../link-script/content';
import type { DefineLazy, DefineUav } from '../link-script/op';

/** The definition of a constant. */
export interface UavDefinition extends UavInfo {
  readonly content: Content;
}

/** The constants and lazy symbols of a script, shared by the linkers that replay it. */
export class Definitions {
  readonly #uavs = new Map<string, UavDefinition>();
  readonly #lazy: Readonly<Record<LazyKind, Map<string, Content>>> = {
    code: new Map(),
    const_data: new Map(),
  };

  defineUav({ id, type, value, align, content }: DefineUav): void {
    this.#uavs.set(id, { type, value, alignment: align, content });
  }

  defineLazy({ kind, type, content }: DefineLazy): void {
    this.#lazy[kind].set(type, content);
  }

  /** @throws Error for an undefined id, which the parser should have refused */
  uav(id: string): UavDefinition {
    const uav = this.#uavs.get(id);
    if (uav === undefined) throw new Error(`uav ${id} is not defined`);
    return uav;
  }

  lazy(kind: LazyKind, type: string): Content | undefined {
    return this.#lazy[kind].get(type);
  }
}
