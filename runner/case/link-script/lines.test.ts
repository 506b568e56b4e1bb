import { anyCharacter, fc } from '../../../reference/testing/properties';
import { slowTest } from '../../../reference/testing/slow-test';
import { ScriptReplay } from '../replay/script-replay';
import { cut, HEADER, scriptLines } from '../../testing/script-lines';
import { LineSplitter } from './lines';

/** The lines that come out of a stream of these pieces, the pending one at its end included. */
function split(pieces: readonly (string | Buffer)[]): readonly Buffer[] {
  const splitter = new LineSplitter();
  const lines = pieces.flatMap((piece) => [...splitter.push(Buffer.from(piece))]);
  return [...lines, ...splitter.end()];
}

function splitText(...pieces: readonly string[]): readonly string[] {
  return split(pieces).map((line) => line.toString('utf8'));
}

describe('a stream of bytes cut into lines', () => {
  it('gives each line without its line feed', () => {
    expect(splitText('one\ntwo\n')).toEqual(['one', 'two']);
  });

  it('gives a last line that has no line feed', () => {
    expect(splitText('one\ntwo')).toEqual(['one', 'two']);
  });

  it('has no empty line after a last line feed, nor in nothing at all', () => {
    expect(splitText('one\n')).toEqual(['one']);
    expect(splitText('')).toEqual([]);
    expect(splitText()).toEqual([]);
  });

  it('gives empty lines as such', () => {
    expect(splitText('\n\none\n\n')).toEqual(['', '', 'one', '']);
  });

  it('ends lines at a line feed and at nothing else', () => {
    expect(splitText('a\rb\r\nc\u2028d\n')).toEqual(['a\rb\r', 'c\u2028d']);
  });

  it('puts together a line that comes in pieces', () => {
    expect(splitText('o', '', 'n', 'e\nt', 'wo', '\n', '\n')).toEqual(['one', 'two', '']);
  });

  it('gives a line as soon as it ends', () => {
    const splitter = new LineSplitter();
    expect([...splitter.push(Buffer.from('one\ntw'))].map(String)).toEqual(['one']);
    expect([...splitter.push(Buffer.from('o'))]).toEqual([]);
    expect([...splitter.push(Buffer.from('\n'))].map(String)).toEqual(['two']);
    expect([...splitter.end()]).toEqual([]);
  });

  it('gives the same lines wherever the pieces end, inside a character too', () => {
    const line = fc.string({ unit: anyCharacter }).map((text) => text.replaceAll('\n', ''));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, positions) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect(split(cut(bytes, positions)).map(String)).toEqual(lines);
      }),
    );
  });
});

describe('a line longer than a string can be', () => {
  const piece = Buffer.alloc(0x100_0000, ' ');
  const ENOUGH = 17;
  const LIMIT = 'the line is longer than 268435456 bytes';

  function feed(before: string): () => void {
    const replay = new ScriptReplay('long.jsonl', [], {});
    replay.push(Buffer.from(before));
    return () => {
      for (let i = 0; i < ENOUGH; i += 1) replay.push(piece);
    };
  }

  slowTest(
    'is refused before it is there as a whole, as the header or the op that it would be',
    () => {
      expect(feed('')).toThrow(`long.jsonl:1: header: ${LIMIT}`);
      expect(feed(scriptLines(HEADER, { op: 'flush' }))).toThrow(`long.jsonl:3: op 2: ${LIMIT}`);
    },
  );

  slowTest('is not what many lines are together', () => {
    const splitter = new LineSplitter();
    const lengths: number[] = [];
    for (let i = 0; i < ENOUGH; i += 1) {
      for (const line of splitter.push(Buffer.from('x\n'))) lengths.push(line.length);
      expect([...splitter.push(piece)]).toEqual([]);
    }
    expect(lengths).toEqual([1, ...Array<number>(ENOUGH - 1).fill(piece.length + 1)]);
  });
});
