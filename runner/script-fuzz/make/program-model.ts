import type { ItemTarget } from '../script/fuzz-script';

/** A nav of a random script. */
export interface ModelNav {
  readonly name: string;
  /** What it is meant to be: it may not have been updated yet. */
  isCode: boolean;
  /** Bytes of its content; null before its first update. */
  size: number | null;
  /** Bytes; null for a function without an alignment of its own. */
  align: number | null;
  /**
   * Whether it is data without addresses. Only such data is written to by parts: an address of which an
   * instruction takes a part cannot be followed in an image.
   */
  readonly isPlain: boolean;
  /** Whether it was data at first. */
  readonly wasData: boolean;
  /** Whether it must stay as it is. */
  isSettled: boolean;
}

/** A constant. It is never changed. */
export interface ModelUav {
  readonly id: string;
  readonly size: number;
  readonly align: number;
}

/** A lazy symbol, with the content that it was last defined with. */
export interface ModelLazy {
  readonly kind: 'code' | 'const_data';
  readonly type: string;
  size: number;
  /**
   * Whether the linker has asked for its content: not yet, or in a flush that everybody knows of. Otherwise
   * (`unsure`) it must not be defined otherwise any more: nobody could say which content it has.
   */
  state: 'new' | 'emitted' | 'unsure';
}

/** A function of a DLL. */
export interface ModelImport {
  readonly name: string;
  readonly dll: string;
}

/** What a random script has handed over so far. */
export class ProgramModel {
  readonly navs: ModelNav[] = [];
  readonly uavs: ModelUav[] = [];
  readonly lazies: ModelLazy[] = [];
  readonly imports: ModelImport[] = [];
  /** What is exported, by name. */
  readonly exports = new Map<string, ItemTarget>();
  /** Names without a DLL that something has referred to. Each is exported before the next snapshot. */
  readonly referredNames = new Set<string>();

  /** Whether all that was referred to is being handed over, so that nothing new is wanted. */
  isClosing = false;

  navsOf(isCode: boolean): readonly ModelNav[] {
    return this.navs.filter((nav) => nav.isCode === isCode);
  }

  /** Navs that have been updated. */
  get placed(): readonly ModelNav[] {
    return this.navs.filter(({ size }) => size !== null);
  }
}
