import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { GROWTH } from './start-program';

/** Writes are gathered into pieces of about this many characters. */
const PIECE = 0x10_0000;

/** What a script does after the first snapshot. What differs has other constants, and is as long as before. */
export type ScriptChange =
  | 'nothing'
  | 'one function grows'
  | 'all functions grow'
  | 'all functions differ';

/** A function as a script has it: twelve writes, 45 bytes, three relocations. */
interface FunctionBody {
  /** Bytes of the frame, in hex. */
  readonly frame: '28' | '38';
  /** Bytes at its end, beyond the first 45. */
  readonly growth: number;
}

/** Has a script of {@link writeBenchScript} in a folder of its own, which goes when all is done. */
export async function withScript<T>(
  functions: number,
  change: ScriptChange,
  act: (script: string, size: number) => T,
): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coff2-bench-'));
  try {
    const script = path.join(folder, 'bench.jsonl');
    return act(script, await writeBenchScript(script, functions, change));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * Writes a link script of the bench's kind of program: functions of 45 bytes in twelve writes, two
 * calls and one lea each, half as many data navs, one flush, one snapshot. A change is flushed as a whole, and has
 * a snapshot of its own.
 * @returns bytes written
 */
export async function writeBenchScript(
  file: string,
  functions: number,
  change: ScriptChange = 'nothing',
): Promise<number> {
  const stream = fs.createWriteStream(file);
  const data = Math.floor(functions / 2);
  let piece = '';
  const line = async (op: object): Promise<void> => {
    piece += `${JSON.stringify(op)}\n`;
    if (piece.length < PIECE) return;
    const taken = stream.write(piece);
    piece = '';
    if (!taken) await once(stream, 'drain');
  };
  const reloc = (nav: string): object => ({ reloc: { nav }, type: 'REL32' });
  await line({ linkScript: 1, options: {} });
  for (let i = 0; i < data; i += 1) {
    const content = ['5a'.repeat(24)];
    await line({ op: 'updateNav', nav: `main.d${i}`, type: '[24]u8', align: 8, content });
  }
  const updateFunction = async (i: number, { frame, growth }: FunctionBody): Promise<void> => {
    const content = [
      `4883ec${frame}`,
      '488d0d00000000',
      reloc(`main.d${(i * 7919) % data}`),
      '8b01',
      'e800000000',
      reloc(`main.f${(i * 104729) % functions}`),
      '4889c1',
      '83c101',
      '4989c0',
      'e800000000',
      i % 16 === 0
        ? { reloc: { global: [`Import${(i >> 4) % 20}`, 'kernel32'] }, type: 'REL32' }
        : reloc(`main.f${(i * 15485863) % functions}`),
      '4801c8',
      '0f1f4000',
      `4883c4${frame}`,
      'c3',
      ...(growth === 0 ? [] : ['cc'.repeat(growth)]),
    ];
    await line({ op: 'updateFunc', nav: `main.f${i}`, type: 'fn () void', content });
  };
  const snapshot = async (): Promise<void> => {
    await line({ op: 'flush' });
    await line({ op: 'snapshot' });
  };
  for (let i = 0; i < functions; i += 1) await updateFunction(i, { frame: '28', growth: 0 });
  await snapshot();
  if (change === 'one function grows') {
    await updateFunction(functions >> 1, { frame: '28', growth: GROWTH });
  } else if (change === 'all functions grow') {
    for (let i = 0; i < functions; i += 1) {
      await updateFunction(i, { frame: '28', growth: GROWTH });
    }
  } else if (change === 'all functions differ') {
    for (let i = 0; i < functions; i += 1) await updateFunction(i, { frame: '38', growth: 0 });
  }
  if (change !== 'nothing') await snapshot();
  stream.end(piece);
  await once(stream, 'finish');
  return stream.bytesWritten;
}
