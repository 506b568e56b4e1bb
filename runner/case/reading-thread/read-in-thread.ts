import { errorOf } from '../../system/thrown-error';
import { UsageError } from '../../system/usage-error';
import { keepYoungGenerationSmall } from '../../system/young-generation';
import { ScriptError } from '../link-script/script-error';
import type { ScriptLines } from '../link-script/script-reader';
import type { ReadingMessage } from './batch';
import { BatchReader } from './batch-reader';
import type { ScriptThread } from './script-thread';

/**
 * Reads a script in a thread of its own, while this one deals with the lines before.
 * @param thread reads it, and is ended
 * @param file its name in messages
 * @param lines gets each line, in order
 * @param onRead hears how many bytes were read of which all lines are dealt with
 * @throws ScriptError if the script is refused; what `lines` throws; errors of the file system; UsageError if memory
 * runs out
 */
export async function readInThread(
  thread: ScriptThread,
  file: string,
  lines: ScriptLines,
  onRead: (bytes: number) => void,
): Promise<void> {
  const reader = new BatchReader(thread.blocks, lines);
  const isOver = (message: ReadingMessage): boolean => {
    switch (message.kind) {
      case 'header':
        // To start a thread undoes it.
        keepYoungGenerationSmall();
        lines.header(message.options);
        return false;
      case 'batch':
        reader.read(message.batch);
        onRead(message.batch.read);
        thread.freeBlock();
        return false;
      case 'refused':
        throw new ScriptError(file, message.line, message.subject, message.reason);
      case 'thrown':
        throw errorOf(message.error);
      case 'end':
        return true;
    }
  };
  try {
    while (!isOver(await thread.next()));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    throw new UsageError(
      `${file}: the memory of the thread that reads it ran out; ` +
        'give it more with NODE_OPTIONS=--max-old-space-size=MB',
    );
  } finally {
    await thread.end();
  }
}
