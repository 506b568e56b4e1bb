import * as path from 'node:path';
import { slowTest } from '../../reference/testing/slow-test';
import { keptProgram } from '../cli/testing/compiled-program';
import { TemporaryFolder } from '../testing/temporary-folder';
import { fuzzReader, type ReaderFuzzResult } from './fuzz-reader';
import type { Bounds } from './try-input';

const folder = TemporaryFolder.forEachTest();

/** Compiling and starting threads takes a while where much else runs. */
jest.setTimeout(120_000);

/** Readers with a fault each. Their seed has a count at its start, 3, and inputs change it a lot. */
const PLANTED = `
class Refused extends Error {}
const seed = { name: 'a count', bytes: Buffer.from([3, 0, 0, 0, 1, 2, 3, 0]), places: [[0, 4]] };
const reader = (name, read, more = {}) =>
  ({ name, what: name, form: 'bytes', seeds: () => [seed], refusals: [Refused], read, ...more });
const count = (bytes) => (bytes.length < 4 ? 0 : bytes.readUInt32LE(0));
exports.READERS = [
  reader('sound', (bytes) => { if (count(bytes) > bytes.length) throw new Refused('too many'); }),
  reader('throws', (bytes) => { if (count(bytes) > 0xffff) null.length; }),
  reader('allocates', (bytes) => { new Uint8Array(Math.min(count(bytes), 0x1000_0000)); }),
  reader('allocates-zeroes', (bytes) => { Buffer.alloc(count(bytes)); }),
  reader('fills-the-heap', (bytes) => {
    const rows = [];
    if (count(bytes) > 0x7fff_ffff) for (;;) rows.push({ row: rows.length, text: 'row ' + rows.length });
  }),
  reader('hangs', (bytes) => { if (count(bytes) > 0x7fff_ffff) for (;;); }),
  reader('waits', async (bytes) => { if (count(bytes) > 0x7fff_ffff) await new Promise(() => {}); }),
  reader('slow', (bytes) => {
    const start = process.cpuUsage();
    const used = () => { const { user, system } = process.cpuUsage(start); return user + system; };
    while (count(bytes) > 0x7fff_ffff && used() < 300_000) for (let turn = 0; turn < 1e6; turn += 1);
  }),
  reader('sleeps', (bytes) => {
    if (count(bytes) > 0x7fff_ffff) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  }),
];
`;

let program = '';

beforeAll(() => {
  program = keptProgram();
});

/** Nothing of this takes so long but what hangs. */
const SMALL: Bounds = { time: 100, patience: 10_000, heap: 48 };

/** Inputs of which one has a count above 2^31, and others come after it: each such one takes a second or more. */
const ONE_HUGE = 9;

function fuzz(reader: string, inputs = 60, bounds = SMALL): Promise<ReaderFuzzResult> {
  return fuzzReader({
    reader,
    seed: 1,
    start: 0,
    end: inputs,
    bounds,
    worker: path.join(program, 'runner', 'reader-fuzz', 'worker.js'),
    module: folder.write('planted.js', PLANTED),
  });
}

/** What failed, and that no input was left out. */
async function kindsOf(reader: string, inputs = 60, bounds = SMALL): Promise<readonly string[]> {
  const { tried, failed } = await fuzz(reader, inputs, bounds);
  expect(tried).toBe(inputs);
  return failed.map(({ failure }) => failure.kind);
}

describe('a reader', () => {
  slowTest('that refuses what is wrong holds', async () => {
    expect(await kindsOf('sound', 500)).toEqual([]);
  });

  it('that throws another error is found, with the input and the place', async () => {
    const { failed } = await fuzz('throws');
    expect(failed).toHaveLength(1);
    expect(failed[0]?.failure.what).toMatch(/^throws TypeError: Cannot read properties of null/);
    expect(failed[0]?.failure.what).toContain('planted.js');
    expect(failed[0]?.count).toBeGreaterThan(1);
  });

  slowTest.each(['allocates', 'allocates-zeroes'])(
    'that believes a count in its input is found: it %s',
    async (name) => {
      const kinds = await kindsOf(name);
      expect(kinds.filter((kind) => !/^memory$|^AllocationTooLarge/.test(kind))).toEqual([]);
      expect(kinds).toContain('memory');
    },
  );

  slowTest('that fills the heap is found, and the others are still tried', async () => {
    expect(await kindsOf('fills-the-heap', ONE_HUGE)).toEqual(['memory']);
  });

  slowTest.each(['hangs', 'waits'])(
    'that %s is found, and the others are still tried',
    async (name) => {
      expect(await kindsOf(name, ONE_HUGE, { ...SMALL, patience: 1000 })).toEqual(['hang']);
    },
  );

  slowTest('that takes longer than its input explains is found', async () => {
    expect(await kindsOf('slow', ONE_HUGE, { ...SMALL, patience: 60_000 })).toEqual(['time']);
  });

  slowTest(
    'that does not compute while the clock goes on, as on a busy machine, holds',
    async () => {
      expect(await kindsOf('sleeps', ONE_HUGE)).toEqual([]);
    },
  );
});

test('a run that is stopped ends with what it has', async () => {
  const stop = new AbortController();
  stop.abort();
  const options = { reader: 'sound', seed: 1, start: 0, end: 10, stop: stop.signal };
  expect(await fuzzReader(options)).toEqual({ tried: 0, failed: [] });
});
