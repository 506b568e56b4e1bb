import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { fc, runs } from '../../reference/testing/properties';
import { slowTest } from '../../reference/testing/slow-test';
import { TemporaryFolder } from '../testing/temporary-folder';
import { Utf8File } from './utf8-file';

const folder = TemporaryFolder.forEachTest();

/** Bytes of the pieces that a file is read in. */
const PIECE = 0x10_0000;

const piecesOf = (file: Utf8File): readonly Buffer[] =>
  Array.from(file.pieces(), (piece) => Buffer.from(piece));

describe('a file of text', () => {
  it('is read in pieces of whole lines, as often as is wanted', () => {
    const line = fc.constantFrom(0, 1, 50, 0x1_0000, PIECE - 1, PIECE, 2 * PIECE + 5);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.boolean(), (lines, hasEnd) => {
        const text = lines.map((length, at) => 'abcdefgh'.charAt(at).repeat(length)).join('\n');
        const all = Buffer.from(hasEnd ? `${text}\n` : text);
        const file = new Utf8File(folder.write('text', all));
        for (const pieces of [piecesOf(file), piecesOf(file)]) {
          expect(Buffer.concat(pieces).equals(all)).toBe(true);
          for (const piece of pieces.slice(0, -1)) expect(piece.at(-1)).toBe(0x0a);
        }
        expect(file.text() === all.toString()).toBe(true);
      }),
      { numRuns: runs(20) },
    );
  });

  it('has what is no UTF-8 replaced as a decoder does, also between two pieces', () => {
    const piece = fc.constantFrom(
      ...['61', '0a', 'c3a9', 'c3', 'e9', 'f09f9880', 'f09f', '80', 'ff', 'efbbbf', '0a0a'],
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (first, second) => {
        const filler = Buffer.from(`${'x'.repeat(PIECE - 4)}\n`);
        const all = Buffer.concat([
          Buffer.from(first.join(''), 'hex'),
          filler,
          Buffer.from(second.join(''), 'hex'),
        ]);
        const file = new Utf8File(folder.write('text', all));
        expect(Buffer.concat(piecesOf(file)).equals(Buffer.from(all.toString()))).toBe(true);
        expect(file.text() === all.toString()).toBe(true);
      }),
      { numRuns: runs(20) },
    );
  });

  it('may be a pipe, which can be read once', () => {
    const pipe = folder.path('pipe');
    execFileSync('mkfifo', [pipe]);
    spawn('sh', ['-c', 'printf "a\\nb" > "$0"', pipe], { stdio: 'ignore' });
    const file = new Utf8File(pipe);
    for (const pieces of [piecesOf(file), piecesOf(file)]) {
      expect(Buffer.concat(pieces).toString()).toBe('a\nb');
    }
    expect(file.text()).toBe('a\nb');
  });

  it('is refused at once where none can be read, and as text if no string can be that long', () => {
    expect(() => new Utf8File(folder.path('none'))).toThrow('ENOENT');
    expect(() => new Utf8File(folder.path())).toThrow('expected a file, got a folder');
    const long = folder.write('long', '');
    fs.truncateSync(long, 0x6000_0000);
    expect(() => new Utf8File(long).text()).toThrow(`${long}: 1610612736 bytes are too many`);
  });

  slowTest('is refused where a line is longer than any of a text', () => {
    const long = folder.write('long', 'a\n');
    fs.truncateSync(long, 0x1000_0002);
    // The pieces are not kept: they are large.
    const lengths = (): readonly number[] =>
      Array.from(new Utf8File(long).pieces(), (piece) => piece.length);
    expect(lengths).toThrow(`${long}: a line has more than`);
    fs.truncateSync(long, 0x0fff_ffff);
    expect(lengths()).toEqual([2, 0x0fff_fffd]);
  });
});
