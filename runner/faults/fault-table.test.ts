import * as fs from 'node:fs';
import * as path from 'node:path';
import { slowTest } from '../../reference/testing/slow-test';
import { packageRoot } from '../system/package-root';
import { PROTOCOL_FAULTS } from './protocol/protocol-faults';
import type { Fault } from './rows/fault';
import { faultTable, inputsDigest } from './fault-table';
import { judgeFault, soundCases } from './judge-fault';
import { FAULTS } from './rows';

const CASES = soundCases();

const FAULT: Fault = { name: 'a-fault', kind: 'headers', what: 'one | other', hooks: {} };

test('a fault that nothing catches is shown as such, and counted', () => {
  const table = faultTable([{ fault: FAULT, caught: null, changed: 3 }], 'abc');
  expect(table).toContain('0 of 1 fault caught.');
  expect(table).toContain('| `a-fault` | headers | one \\| other | **nothing** | - | 3 |');
});

slowTest('a linker without a fault is caught by nothing, and changes nothing', async () => {
  expect(await judgeFault(FAULT, CASES, undefined)).toEqual({
    fault: FAULT,
    caught: null,
    changed: 0,
  });
});

describe('the table in docs/levels.md', () => {
  const page = fs.readFileSync(path.join(packageRoot(), 'docs', 'levels.md'), 'utf8');

  it('was made of these faults and cases: npm run faults -- --write', () => {
    const cases = CASES.map(({ stored }) => stored);
    expect(page).toContain(`<!-- made of the faults and cases ${inputsDigest(FAULTS, cases)} -->`);
  });

  it('is stale once a fault or the script of a case is another', () => {
    const [{ stored } = { stored: null }] = CASES;
    if (stored === null) throw new Error('no case');
    const [line] = stored.case.script;
    const before = inputsDigest([FAULT], [stored]);
    expect(inputsDigest([{ ...FAULT, what: 'another' }], [stored])).not.toBe(before);
    const more = { ...stored.case, script: [...stored.case.script, ...(line ? [line] : [])] };
    expect(inputsDigest([FAULT], [{ ...stored, case: more }])).not.toBe(before);
    expect(inputsDigest([FAULT], [stored])).toBe(before);
  });

  it('says of each fault what catches it, and of each fault of the protocol how it fails', () => {
    const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map(([, name = '']) => name);
    expect(rows).toEqual(expect.arrayContaining(FAULTS.map(({ name }) => name)));
    expect(rows).toEqual(expect.arrayContaining(PROTOCOL_FAULTS.map(({ name }) => name)));
    expect(page).not.toContain('**nothing**');
  });
});

test('there are at least 40 faults, each with a name of its own', () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});
