import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { oracleSnapshot } from '../../difference/testing/snapshots';
import { TemporaryFolder } from '../../testing/temporary-folder';
import { keptProgram } from '../testing/compiled-program';
import type { PairMessage } from './pair-task';
import type { PairThreadData } from './pair-worker';

/** Compiling takes a while where much else runs. */
jest.setTimeout(120_000);

const folder = TemporaryFolder.forEachTest();
const [before, after] = [oracleSnapshot('hello', 0), oracleSnapshot('hello', 1)];

/** What the thread sends of the two, if it was started with what is likely the second dump. */
async function messagesAfter(likely: (dump: string) => string): Promise<readonly PairMessage[]> {
  const dumps = [before, after].map(({ nodes }, i) => folder.write(`${i}.nodes`, nodes ?? ''));
  const [first = '', second = ''] = dumps;
  const workerData: PairThreadData = { kind: 'pair', dump: likely(second) };
  const program = path.join(keptProgram(), 'runner', 'cli', 'computing-thread.js');
  const worker = new Worker(program, { workerData });
  const messages: PairMessage[] = [];
  worker.on('message', (message: PairMessage) => messages.push(message));
  worker.postMessage({
    before: { image: before.image, nodes: first },
    after: { image: after.image, nodes: second },
  });
  await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  return messages;
}

describe('a thread that was started before its task was known', () => {
  it('has read the second dump', async () => {
    const messages = await messagesAfter((dump) => dump);
    expect(messages.map(({ kind }) => kind)).toEqual(['dump', 'findings']);
    expect(messages).toEqual(await messagesAfter(() => folder.path('nowhere.nodes')));
  });

  it('reads the one that the task names, where it has read another', async () => {
    const other = folder.write('other.nodes', before.nodes ?? '');
    expect(await messagesAfter(() => other)).toEqual(await messagesAfter((dump) => dump));
  });
});
