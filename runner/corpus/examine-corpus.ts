import * as path from 'node:path';
import type { Examination } from './examination';
import type { CorpusFile } from './gather-files';
import { WorkerProcess } from './worker-process';

/** Images of one package that are compared with a neighbour. */
const NEIGHBOURS = 25;

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
  const neighbours = neighboursOf(files);
  const rest = files.entries();
  const work = async (): Promise<void> => {
    const worker = new WorkerProcess();
    for (const [index, file] of rest) {
      const answer = await worker.examine({ file, neighbour: neighbours.get(index) ?? null });
      if ('crash' in answer) crashes.push({ name: file.name, crash: answer.crash });
      else examinations[index] = answer.examination;
      onFile();
    }
    worker.stop();
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return { examinations: examinations.filter((one) => one !== undefined), crashes };
}

/**
 * By the index of an image, the path of the image before it in its folder: of so many images of each
 * package, as most of its images are alike.
 */
function neighboursOf(files: readonly CorpusFile[]): ReadonlyMap<number, string> {
  const neighbours = new Map<number, string>();
  const taken = new Map<string, number>();
  for (const [index, file] of files.entries()) {
    const before = files[index - 1];
    if (file.kind !== 'image' || before?.kind !== 'image') continue;
    if (path.dirname(before.file) !== path.dirname(file.file)) continue;
    const packageName = file.name.slice(0, file.name.indexOf(': '));
    const count = taken.get(packageName) ?? 0;
    if (count === NEIGHBOURS) continue;
    taken.set(packageName, count + 1);
    neighbours.set(index, before.file);
  }
  return neighbours;
}
