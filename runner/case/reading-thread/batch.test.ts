import * as fs from 'node:fs';
import { fc, runs } from '../../../reference/testing/properties';
import { oracleScript } from '../../oracle/testing/oracle';
import { emptyFunction, HEADER, scriptLines } from '../../testing/script-lines';
import { opOfRecord } from '../link-script/record-op';
import { ScriptReader, type ScriptLines } from '../link-script/script-reader';
import { BLOCK_WORDS, BLOCKS, type Batch, type ReadingMessage } from './batch';
import { BatchReader } from './batch-reader';
import { BatchWriter } from './batch-writer';

/** Notes each line of a script as an op, and which of them came as records. */
class NotedLines implements ScriptLines {
  readonly ops: unknown[] = [];
  readonly records: number[] = [];

  header(options: unknown): void {
    this.ops.push(options);
  }

  op(op: unknown): void {
    this.ops.push(JSON.parse(JSON.stringify(op)));
  }

  update(...[record, names]: Parameters<ScriptLines['update']>): void {
    this.records.push(this.ops.length);
    this.op(opOfRecord(record, names));
  }
}

/** What comes of a script without batches. */
function read(script: Buffer): NotedLines {
  const lines = new NotedLines();
  const reader = new ScriptReader('a.jsonl', lines);
  reader.push(script);
  reader.end();
  return lines;
}

/** What comes of it through batches of so many words, and the batches. Each one is read as soon as it is sent. */
function readInBatches(script: Buffer, blockWords = BLOCK_WORDS): [NotedLines, readonly Batch[]] {
  const lines = new NotedLines();
  const batches: Batch[] = [];
  const blocks = Array.from({ length: BLOCKS }, () => new SharedArrayBuffer(blockWords * 4));
  const linked = new SharedArrayBuffer(4);
  const reader = new BatchReader(blocks, lines);
  const send = (message: ReadingMessage): void => {
    const { kind } = message;
    if (kind === 'header') lines.header(message.options);
    if (kind !== 'batch') return;
    const batch = structuredClone(message.batch);
    batches.push(batch);
    reader.read(batch);
    Atomics.add(new Int32Array(linked), 0, 1);
  };
  const writer = new BatchWriter({ path: 'a.jsonl', file: 'a.jsonl', blocks, linked }, send);
  const script1 = new ScriptReader('a.jsonl', writer);
  script1.push(script);
  script1.end();
  writer.flush();
  return [lines, batches];
}

const withOps = (...ops: readonly object[]): Buffer => Buffer.from(scriptLines(HEADER, ...ops));
const FLUSH = { op: 'flush' };
const func = (nav: string, ...content: readonly unknown[]): object => {
  return { op: 'updateFunc', nav, type: 'fn () void', content };
};
const aligned = (op: string, nav: string, ...content: readonly unknown[]): object => {
  return { op, nav, type: 'T', align: 32, content };
};
const reloc = (target: object): object => ({ reloc: target, type: 'REL32' });
const UAV = { op: 'defineUav', id: 'u', type: 'T', value: 'v', align: 4, content: ['00'] };

/** Of each kind of line, in each kind of step. */
const EVERYTHING = withOps(
  UAV,
  { op: 'defineLazy', kind: 'code', type: 'E', content: ['c3'] },
  func('main.f', 'e8', '00000000', reloc({ nav: 'main.g' }), '', { splat: [204, 3] }),
  aligned('updateFunc', 'main.g', 'e800000000', reloc({ global: ['ExitProcess', 'kernel32'] })),
  func('main.h', '00000000', reloc({ global: ['f', null] }), '00000000', reloc({ uav: 'u' })),
  FLUSH,
  aligned('updateNav', 'd', { ptr: { nav: 'main.g' }, addend: -8 }, { ptr: { uav: 'u' } }),
  func('é', '90'),
  func('main.lazy', '00000000', reloc({ lazy: ['code', 'E'] })),
  { op: 'updateNav', nav: 'none', type: 'T', align: 1 },
  { op: 'updateExports', exported: { nav: 'main.f' }, names: ['a', 'b'] },
  { op: 'deleteExport', nav: 'main.f', name: 'a' },
  { op: 'updateErrorData' },
  { op: 'idle', count: 2 },
  FLUSH,
  { op: 'snapshot', name: 'end' },
);

describe('lines that pass through batches', () => {
  it('are those of the script, and stay records where they were', () => {
    const [lines] = readInBatches(EVERYTHING);
    expect(lines).toEqual(read(EVERYTHING));
    expect(lines.records.length).toBe(4);
  });

  it.each(['hello', 'data-section-grows', 'pe32'])('are those of %s', (name) => {
    const script = fs.readFileSync(oracleScript(name));
    expect(readInBatches(script)[0]).toEqual(read(script));
    expect(readInBatches(script, 64)[0].ops).toEqual(read(script).ops);
  });

  it('are the same for any sizes of functions and blocks', () => {
    const content = fc.array(
      fc.oneof(
        fc.nat(40).map((size) => '90'.repeat(size)),
        fc.nat(20).map((target) => ({ ...reloc({ nav: `main.f${target}` }), offset: 0 })),
      ),
      { maxLength: 12 },
    );
    const op = fc.oneof(
      { weight: 8, arbitrary: content.map((items) => func('main.f', '00000000', ...items)) },
      fc.constantFrom(FLUSH, UAV, { op: 'snapshot' }),
    );
    const ops = fc.uniqueArray(op, { maxLength: 30, selector: (one) => JSON.stringify(one) });
    fc.assert(
      fc.property(ops, fc.integer({ min: 16, max: 400 }), (some, blockWords) => {
        const script = withOps(...some);
        expect(readInBatches(script, blockWords)[0].ops).toEqual(read(script).ops);
      }),
      { numRuns: runs(200) },
    );
  });

  it('are ops where they are larger than a block', () => {
    const script = withOps(func('small', '90'), func('large', '90'.repeat(4 * BLOCK_WORDS)));
    const [lines] = readInBatches(script);
    expect(lines.ops).toEqual(read(script).ops);
    expect(lines.records).toEqual([1]);
  });
});

describe('a batch', () => {
  const functions = (count: number): Buffer =>
    withOps(...Array.from({ length: count }, (_, i) => emptyFunction(`main.f${i}`)));

  it('is small at first, for nothing is linked until it comes', () => {
    const sizes = readInBatches(functions(10_000))[1].map(({ size }) => size);
    expect(sizes[0]).toBeLessThanOrEqual(512);
    expect(sizes[1]).toBeGreaterThan(512);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(BLOCK_WORDS);
    expect(sizes.at(-2)).toBeGreaterThan(BLOCK_WORDS - 32);
  });

  it('ends early where it has many ops that are no records', () => {
    const exported = Array.from({ length: 1000 }, (_, i) => {
      return { op: 'updateExports', exported: { nav: 'main.f' }, names: [`f${i}`, 'é'] };
    });
    const [, batches] = readInBatches(withOps(...exported));
    expect(batches.map(({ ops }) => ops.length)).toEqual([256, 256, 256, 232]);
  });

  it('ends early where they have much content', () => {
    const large = '90'.repeat(200_000);
    const lazy = ['A', 'B', 'C', 'D', 'E'].map((type) => {
      return { op: 'defineLazy', kind: 'code', type, content: [large] };
    });
    const [lines, batches] = readInBatches(withOps(...lazy));
    expect(lines).toEqual(read(withOps(...lazy)));
    expect(batches.map(({ ops }) => ops.length)).toEqual([2, 2, 1]);
  });
});
