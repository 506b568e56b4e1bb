import * as path from 'node:path';
import type { Examination } from './examination';
import type { CorpusFile } from './gather-files';
import { WorkerProcess } from './worker-process';

/** A file that a command crashed on, or hung. */
export interface CrashedFile {
  readonly name: string;
  readonly crash: string;
}

/** What became of all files. */
export interface CorpusResult {
  /** In the order of the files. */
  readonly examinations: readonly Examination[];
  readonly crashes: readonly CrashedFile[];
}

/**
 * Examines files in worker processes.
 * @param jobs number of workers
 * @param onFile called after each file
 */
export async function examineCorpus(
  files: readonly CorpusFile[],
  jobs: number,
  onFile: () => void,
): Promise<CorpusResult> {
  const examinations: (Examination | undefined)[] = [];
  const crashes: CrashedFile[] = [];
  const rest = files.entries();
  const work = async (): Promise<void> => {
    const worker = new WorkerProcess();
    for (const [index, file] of rest) {
      const answer = await worker.examine({ file, neighbour: neighbourOf(files, index) });
      if ('crash' in answer) crashes.push({ name: file.name, crash: answer.crash });
      else examinations[index] = answer.examination;
      onFile();
    }
    worker.stop();
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return { examinations: examinations.filter((one) => one !== undefined), crashes };
}

/** The image before it in the same folder of its package. */
function neighbourOf(files: readonly CorpusFile[], index: number): string | null {
  const [before, file] = [files[index - 1], files[index]];
  if (file?.kind !== 'image' || before?.kind !== 'image') return null;
  return path.dirname(before.file) === path.dirname(file.file) ? before.file : null;
}
