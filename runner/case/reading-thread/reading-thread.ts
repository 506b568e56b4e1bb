import * as fs from 'node:fs';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { thrownError } from '../../system/thrown-error';
import { ScriptError } from '../link-script/script-error';
import { ScriptReader } from '../link-script/script-reader';
import type { ReadingMessage, ReadingTask } from './batch';
import { BatchWriter } from './batch-writer';

/** Bytes of the script that are read at a time. */
const PIECE_SIZE = 0x2_0000;

/** The program of the thread: reads the script, and sends its lines as far as they are right. */
function readScript(task: ReadingTask, port: MessagePort): void {
  const send = (message: ReadingMessage): void => {
    port.postMessage(message);
  };
  const writer = new BatchWriter(task, send);
  try {
    const reader = new ScriptReader(task.file, writer);
    const descriptor = fs.openSync(task.path, 'r');
    try {
      const piece = Buffer.allocUnsafeSlow(PIECE_SIZE);
      for (
        let size = fs.readSync(descriptor, piece);
        size > 0;
        size = fs.readSync(descriptor, piece)
      ) {
        writer.read += size;
        reader.push(piece.subarray(0, size));
      }
    } finally {
      fs.closeSync(descriptor);
    }
    reader.end();
    writer.flush();
    send({ kind: 'end' });
  } catch (error) {
    // What is right before the line that is refused is linked: there may be an error too.
    writer.flush();
    if (error instanceof ScriptError) {
      const { line, subject, reason } = error;
      send({ kind: 'refused', line, subject, reason });
    } else send({ kind: 'thrown', error: thrownError(error) });
  }
}

if (parentPort === null) throw new Error('this is the program of a thread');
readScript(workerData as ReadingTask, parentPort);
