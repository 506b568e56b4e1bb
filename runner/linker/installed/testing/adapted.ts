import { Readable, Writable } from 'node:stream';
import { scriptLines } from '../../../testing/script-lines';
import type { Linker } from '../linker';
import { adaptLinker } from '../linker-adapter';

/** What an adapter wrote. */
export interface Adapted {
  /** Its lines, parsed. */
  readonly answers: readonly unknown[];
  readonly messages: string;
}

/** What the suite says first. */
export function hello(workFolder: string): object {
  return { hello: { protocol: 1, workFolder, host: 'linux-tmpfs', case: 'a case' } };
}

/** Speaks to an adapter, from its greeting to `bye`, in one go. */
export async function adapted(
  linker: Linker,
  lines: readonly object[],
  searchPath = process.env.PATH ?? '',
): Promise<Adapted> {
  const output = new Collected();
  const messages = new Collected();
  const input = Readable.from([Buffer.from(scriptLines(...lines, { bye: true }))]);
  await adaptLinker(linker, { input, output, messages, searchPath });
  const answers = output.text.split('\n').filter((line) => line !== '');
  return {
    answers: answers.map((line) => JSON.parse(line) as unknown),
    messages: messages.text,
  };
}

class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}
