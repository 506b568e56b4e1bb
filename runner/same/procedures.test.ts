import { Procedures } from './procedures';
import { rootReference } from './reference';

const root = rootReference('root');

/** The runs in the order in which they are walked; `walk` may find more. */
function walked(procedures: Procedures, walk: (a: number) => void = () => undefined): number[] {
  const order: number[] = [];
  procedures.walkQueue((procedure, a, b) => {
    expect(b).toBe(a + 0x1000);
    expect(procedures.all[procedure.id - 1]).toBe(procedure);
    order.push(a);
    walk(a);
  });
  return order;
}

test('runs are walked in the order in which they were found, as are those that waited', () => {
  const procedures = new Procedures();
  const add = (a: number): ReturnType<Procedures['add']> => procedures.add(a, a + 0x1000, root);
  const [one, other] = [add(1), add(2)];
  let waited = 0;
  const order = walked(procedures, (a) => {
    if (a === 1) {
      for (const at of [10, 11, 12]) procedures.awaitReturn(other, one, at, at + 0x1000);
      procedures.enqueue(one, 20, 20 + 0x1000);
    } else if (a === 2) {
      waited = procedures.neverReached;
      procedures.markReturning(other);
    } else if (a === 20) procedures.awaitReturn(one, one, 21, 21 + 0x1000);
  });
  expect(waited).toBe(3);
  expect(order).toEqual([1, 2, 20, 10, 11, 12]);
  expect(procedures.neverReached).toBe(1);
});

test('runs that were walked make room for others', () => {
  const procedures = new Procedures();
  const one = procedures.add(0, 0x1000, root);
  const order = walked(procedures, (a) => {
    if (a < 1000) procedures.enqueue(one, a + 1, a + 1 + 0x1000);
    if (a === 7) procedures.enqueue(one, 5000, 5000 + 0x1000);
  });
  expect(order).toHaveLength(1002);
  expect(new Set(order).size).toBe(1002);
});

test('what goes on in code of another procedure returns once that does', () => {
  const procedures = new Procedures();
  const owners = Array.from({ length: 5 }, (_, i) => procedures.add(i, i + 0x1000, root));
  owners.forEach((one, i) => {
    procedures.joins(one, ((i + 1) % 5) + 1);
  });
  expect(owners.some(({ returns }) => returns)).toBe(false);
  procedures.markReturning(owners[3] as (typeof owners)[0]);
  expect(owners.every(({ returns }) => returns)).toBe(true);
});
