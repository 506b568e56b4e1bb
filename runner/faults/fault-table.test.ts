import type { Fault } from './rows/fault';
import { faultTable } from './fault-table';
import { judgeFault, soundCases } from './judge-fault';
import { FAULTS } from './rows';

const FAULT: Fault = { name: 'a-fault', kind: 'headers', what: 'one | other', hooks: {} };

test('a fault that nothing catches is shown as such, and counted', () => {
  const table = faultTable([{ fault: FAULT, caught: null, changed: 3 }]);
  expect(table).toContain('0 of 1 fault caught.');
  expect(table).toContain('| `a-fault` | headers | one \\| other | **nothing** | - | 3 |');
});

test('a linker without a fault is caught by nothing, and changes nothing', async () => {
  expect(await judgeFault(FAULT, soundCases(), undefined)).toEqual({
    fault: FAULT,
    caught: null,
    changed: 0,
  });
});

test('there are at least 40 faults, each with a name of its own', () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});
