import * as path from 'node:path';
import type { ComparedImage } from '../../difference/compared-image';
import { fittingDump } from '../../difference/fitting-dump';
import { oracleSnapshot, patched } from '../../difference/testing/snapshots';
import { NodeTable } from '../../image/node-dump/node-table';
import { Utf8File } from '../../system/utf8-file';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { keptProgram } from '../testing/compiled-program';
import { startPairThread, type PairInThread } from './pair-in-thread';
import { findInPair } from './pair-findings';

/** Compiling takes a while where much else runs. */
jest.setTimeout(120_000);

const folder = TemporaryFolder.forEachTest();

function program(): string {
  return path.join(keptProgram(), 'runner', 'cli', 'computing-thread.js');
}

const snapshot = oracleSnapshot('hello', 0);
const grown = oracleSnapshot('hello', 1);
const changed = patched(snapshot, 0x1005, 0xcc);

/** With its dump in a file. */
function inFile(name: string, { image, nodes }: typeof snapshot): ComparedImage {
  return { image, nodes: new Utf8File(folder.write(`${name}.nodes`, nodes ?? '')) };
}

const always = (): boolean => true;

/** The thread of two images, however small their dumps are. */
function started(before: ComparedImage, after: ComparedImage): PairInThread | null {
  return startPairThread(before, after, { program: program(), isWorthIt: always });
}

describe('a thread', () => {
  it('finds what is found here, of images with dumps and without', async () => {
    // The dump of what was changed is the one from before.
    const before = inFile('before', snapshot);
    const after = { ...inFile('after', snapshot), image: changed.image };
    const found = await started(before, after)?.findings;
    expect(found).toEqual(findInPair(before, after));
    expect(found).toMatchObject({ verdict: 'different', stale: [null, { offset: 0x1005 }] });
    const [one, other] = [snapshot, changed].map(({ image }) => ({ image, nodes: null }));
    const without = started(one ?? before, other ?? after);
    expect(await without?.findings).toEqual(findInPair(one ?? before, other ?? after));
    expect(await without?.dumpAfter).toBeNull();
  });

  it('reads the second dump as it is read here', async () => {
    const [before, after] = [inFile('before', snapshot), inFile('after', grown)];
    const [inThread, here] = [await started(before, after)?.dumpAfter, fittingDump(after)];
    if (!(inThread instanceof NodeTable) || !(here instanceof NodeTable))
      throw new Error('no table');
    expect(inThread.columns).toEqual(here.columns);
    const numbers = Array.from({ length: here.count }, (_unused, node) => node);
    expect(numbers.map((node) => inThread.numberOf(here.key(node)))).toEqual(numbers);
    expect(numbers.map((node) => inThread.key(node))).toEqual(
      numbers.map((node) => here.key(node)),
    );
  });

  it('says why the second dump is not that of its image', async () => {
    const before = inFile('before', snapshot);
    const after = { ...before, image: snapshot.image.subarray(0, 0x400) };
    expect(await started(before, after)?.dumpAfter).toBe(
      'its root has 0x6000 bytes, the image 0x400',
    );
  });

  it('says nothing of a dump that cannot be read as one', async () => {
    const dump = folder.write('other.nodes', 'no node\n');
    const other = { image: snapshot.image, nodes: new Utf8File(dump) };
    const thread = started(other, other);
    expect(await thread?.findings).toMatchObject({ verdict: 'same', stale: [null, null] });
    expect(await thread?.dumpAfter).toMatch(/^node dump, line 1: /);
  });
});

describe('no thread is started', () => {
  it('where dumps are small, or in memory alone', () => {
    const before = inFile('before', snapshot);
    expect(startPairThread(before, before, { program: program() })).toBeNull();
    const piped = { image: snapshot.image, nodes: snapshot.nodes };
    expect(started(before, piped)).toBeNull();
  });
});

describe('nothing comes from a thread', () => {
  it.each([
    ['ends', 'process.exit(0);'],
    ['fails', 'throw new Error("lost");'],
    ['is no program', 'no program'],
  ])('that %s', async (_how, text) => {
    const before = inFile('before', snapshot);
    const other = folder.write('thread.js', text);
    const thread = startPairThread(before, before, { program: other, isWorthIt: always });
    expect(thread).not.toBeNull();
    expect(await thread?.dumpAfter).toBeUndefined();
    expect(await thread?.findings).toBeUndefined();
  });
});
