import { hex } from '../../text/numbers';

/** The largest distance that says something by itself: a wrong addend, or the wrong end of an instruction. */
const NEAR = 0x10n;

/**
 * How the value of a field relates to the one that was expected: it is 0, it is off by a few bytes, or it
 * leads elsewhere.
 * @param width bytes of the field
 */
export function fieldRelation(found: bigint, expected: bigint, width: number): string {
  if (found === 0n) return 'is 0';
  const distance = BigInt.asIntN(width * 8, found - expected);
  if (distance > NEAR || distance < -NEAR) return 'leads elsewhere';
  return distance > 0n ? `is off by +${hex(distance)}` : `is off by -${hex(-distance)}`;
}
