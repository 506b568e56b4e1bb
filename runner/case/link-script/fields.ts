import { alignmentLog2, LAZY_KINDS, type LazyKind } from '../../../reference';

/** All alignments, in bytes: powers of two, 1 to 2^52. */
export const ALIGNMENTS: readonly number[] = Array.from({ length: 53 }, (_, log2) => 2 ** log2);

/** Whether `value` is an alignment in bytes: a power of two, 1 to 2^52. */
export function isAlignment(value: unknown): value is number {
  return typeof value === 'number' && alignmentLog2(value) !== undefined;
}

export function isLazyKind(value: unknown): value is LazyKind {
  return LAZY_KINDS.some((kind) => kind === value);
}
