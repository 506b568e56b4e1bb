import type { LazyKind } from '../../../reference';
import type { Content } from './content';

/** An op of a link script. `docs/link-script.md` documents them all. */
export type Op =
  | DefineUav
  | DefineLazy
  | UpdateNav
  | UpdateFunc
  | UpdateExports
  | DeleteExport
  | { readonly op: 'updateErrorData' }
  | { readonly op: 'idle'; readonly count: number }
  | { readonly op: 'flush' }
  | { readonly op: 'snapshot'; readonly name: string | null };

/** The content of a constant. It makes no call of the linker. */
export interface DefineUav {
  readonly op: 'defineUav';
  readonly id: string;
  readonly type: string;
  readonly value: string;
  /** ABI alignment in bytes. */
  readonly align: number;
  readonly content: Content;
}

/** The content of a lazy symbol from now on. It makes no call of the linker. */
export interface DefineLazy {
  readonly op: 'defineLazy';
  readonly kind: LazyKind;
  readonly type: string;
  readonly content: Content;
}

export interface UpdateNav {
  readonly op: 'updateNav';
  readonly nav: string;
  /** The same for the same name throughout a script; absent where nobody counted. */
  readonly number?: number;
  readonly type: string;
  /** Bytes. */
  readonly align: number;
  /** Null if the nav has no bytes at run time. */
  readonly content: Content | null;
}

export interface UpdateFunc {
  readonly op: 'updateFunc';
  readonly nav: string;
  /** As of {@link UpdateNav}. */
  readonly number?: number;
  readonly type: string;
  /** Bytes; null for the default of the optimize mode. */
  readonly align: number | null;
  readonly content: Content;
}

export interface UpdateExports {
  readonly op: 'updateExports';
  readonly exported: { readonly nav: string } | { readonly uav: string };
  readonly names: readonly string[];
}

export interface DeleteExport {
  readonly op: 'deleteExport';
  readonly nav: string;
  readonly name: string;
}
