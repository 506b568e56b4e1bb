import { Budget, BudgetSpent } from './budget';

/** How many rows a file of so many bytes may have. */
function rowsOf(size: number): number {
  const budget = new Budget(size);
  let rows = 0;
  while (budget.tryTakeRow()) rows += 1;
  return rows;
}

it('a file may have a million rows, and a large one as many as real ones have', () => {
  expect(rowsOf(0)).toBe(2 ** 20);
  expect(rowsOf(2 ** 26)).toBe(2 ** 20);
  // zig.exe for x86, with its base relocations alone.
  expect(rowsOf(189_624_320)).toBeGreaterThan(1_951_822);
});

it('tables may be read four times, as they can share their ends', () => {
  const budget = new Budget(0x8000);
  budget.take(5 * 0x8000);
  expect(budget.left).toBe(0);
  expect(() => {
    budget.take(1);
  }).toThrow(BudgetSpent);
});
