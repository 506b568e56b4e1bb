import { alignmentLog2, LAZY_KINDS, type LazyKind } from '../../../reference';

/** Whether `value` is an alignment in bytes: a power of two, 1 to 2^52. */
export function isAlignment(value: unknown): value is number {
  return typeof value === 'number' && alignmentLog2(value) !== undefined;
}

export function isLazyKind(value: unknown): value is LazyKind {
  return LAZY_KINDS.some((kind) => kind === value);
}
