import * as fs from 'node:fs';
import { once } from 'node:events';

/** Writes are gathered into pieces of about this many characters. */
const PIECE = 0x10_0000;

/**
 * Writes a link script of the bench's kind of program: functions of 45 bytes in twelve writes, two
 * calls and one lea each, half as many data navs, one flush, one snapshot.
 * @returns bytes written
 */
export async function writeBenchScript(file: string, functions: number): Promise<number> {
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
  for (let i = 0; i < functions; i += 1) {
    const content = [
      '4883ec28',
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
      '4883c428',
      'c3',
    ];
    await line({ op: 'updateFunc', nav: `main.f${i}`, type: 'fn () void', content });
  }
  await line({ op: 'flush' });
  await line({ op: 'snapshot' });
  stream.end(piece);
  await once(stream, 'finish');
  return stream.bytesWritten;
}
