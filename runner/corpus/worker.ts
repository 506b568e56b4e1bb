import { examineFile } from './examine-file';
import type { Examination } from './examination';
import type { CorpusFile } from './gather-files';

/** What a worker is asked. */
export interface Request {
  readonly file: CorpusFile;
  readonly neighbour: string | null;
}

/** What it answers. */
export type Answer = { readonly examination: Examination } | { readonly crash: string };

process.on('message', ({ file, neighbour }: Request) => {
  process.send?.(answerTo(file, neighbour));
});

function answerTo(file: CorpusFile, neighbour: string | null): Answer {
  try {
    return { examination: examineFile(file, neighbour) };
  } catch (error) {
    // A crash is what the corpus looks for: it is reported with the file.
    return { crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
