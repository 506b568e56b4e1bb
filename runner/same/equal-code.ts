import type { CodeWalk } from './code-walk';
import type { Comparison } from './comparison';

/**
 * Code that is equal in all that it does can be in an image once or several times: linkers merge it, and
 * nothing but its address tells a call of one copy from a call of another. Where copies of both images are
 * mixed up, that is a possible difference; where one image has fewer of them, it is only noted.
 */
export function compareEqualCode({ ledger, budget }: Comparison, code: CodeWalk): void {
  const { pairs, procedures } = code;
  const more = procedures.all.length - new Set(procedures.all.map(({ a }) => a)).size;
  const fewer = procedures.all.length - new Set(procedures.all.map(({ b }) => b)).size;
  if (more > 0) ledger.note('functions that are several equal ones in the second image', more);
  if (fewer > 0) ledger.note('functions that are several equal ones in the first image', fewer);
  const crossed = pairs.crossed();
  budget.take(crossed.length);
  const [first] = crossed;
  const procedure = procedures.all[(first?.owner ?? 0) - 1];
  if (first === undefined || procedure === undefined) return;
  ledger.differ('target', 'another one of several equal pieces of code is used', {
    reference: procedure.reference,
    a: first.a,
    b: first.b,
    confidence: 'possible',
  });
}
