import * as path from 'node:path';
import type { ComparedImage } from '../../difference/compared-image';
import { oracleSnapshot, patched } from '../../difference/testing/snapshots';
import { Utf8File } from '../../system/utf8-file';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { keptProgram } from '../testing/compiled-program';
import { findInThread } from './find-in-thread';
import { findInPair } from './pair-findings';

/** Compiling takes a while where much else runs. */
jest.setTimeout(120_000);

const folder = TemporaryFolder.forEachTest();

function program(): string {
  return path.join(keptProgram(), 'runner', 'cli', 'computing-thread.js');
}

const snapshot = oracleSnapshot('hello', 0);
const changed = patched(snapshot, 0x1005, 0xcc);

/** With its dump in a file. */
function inFile(name: string, { image, nodes }: typeof snapshot): ComparedImage {
  return { image, nodes: new Utf8File(folder.write(`${name}.nodes`, nodes ?? '')) };
}

describe('what is found in a thread', () => {
  it('is what is found here, of images with dumps and without', async () => {
    // The dump of what was changed is the one from before.
    const before = inFile('before', snapshot);
    const after = { ...inFile('after', snapshot), image: changed.image };
    const found = await findInThread(before, after, { program: program(), least: 0 });
    expect(found).toEqual(findInPair(before, after));
    expect(found).toMatchObject({ verdict: 'different', stale: [null, { offset: 0x1005 }] });
    const without = [snapshot, changed].map(({ image }) => ({ image, nodes: null }));
    const [one = before, other = after] = without;
    expect(await findInThread(one, other, { program: program(), least: 0 })).toEqual(
      findInPair(one, other),
    );
  });

  it('says nothing of a dump that cannot be read as one', async () => {
    const dump = folder.write('other.nodes', 'no node\n');
    const other = { image: snapshot.image, nodes: new Utf8File(dump) };
    const found = await findInThread(other, other, { program: program(), least: 0 });
    expect(found).toMatchObject({ verdict: 'same', stale: [null, null] });
  });
});

describe('nothing is found in a thread', () => {
  it('where dumps are small, or in memory alone', async () => {
    const before = inFile('before', snapshot);
    expect(await findInThread(before, before, { program: program() })).toBeNull();
    const piped = { image: snapshot.image, nodes: snapshot.nodes };
    expect(await findInThread(before, piped, { program: program(), least: 0 })).toBeNull();
  });

  it.each([
    ['ends', 'process.exit(0);'],
    ['fails', 'throw new Error("lost");'],
    ['is no program', 'no program'],
  ])('where the thread %s', async (_how, text) => {
    const before = inFile('before', snapshot);
    const other = folder.write('thread.js', text);
    expect(await findInThread(before, before, { program: other, least: 0 })).toBeNull();
  });

  it('where its program is not there', async () => {
    const before = inFile('before', snapshot);
    const nowhere = folder.path('nowhere.js');
    expect(await findInThread(before, before, { program: nowhere, least: 0 })).toBeNull();
  });
});
