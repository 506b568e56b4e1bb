import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** As many as one byte tells apart. */
const MAX_COLOURS = 256;

/**
 * Encodes pixels as a PNG of at most 256 colours, a third of the size that it has with all of them.
 * Where there are more, the rarest, shades at the edges of letters, become the nearest of the others.
 * (PNG specification, 11.2 Critical chunks.)
 *
 * @param pixels red, green, blue and alpha of each, alpha being ignored
 */
export function indexedPng(pixels: Uint8Array, width: number, height: number): Buffer {
  const { colours, counts, runs } = coloursOf(pixels);
  const palette = [...colours.keys()]
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .slice(0, MAX_COLOURS)
    .map((number) => colours[number] as Colour);
  const entryOf = entriesOf(colours, palette);

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8); // 8 bits a pixel, which index the palette
  const rows = Buffer.alloc((width + 1) * height); // each starts with a 0: no filter
  let row = 0; // of the pixel at which the run starts
  let column = 0;
  for (const { colour, length } of runs) {
    const entry = entryOf[colour] as number;
    for (let left = length; left > 0;) {
      const size = Math.min(left, width - column);
      const at = row * (width + 1) + 1 + column;
      rows.fill(entry, at, at + size);
      left -= size;
      column += size;
      if (column < width) continue;
      column = 0;
      row += 1;
    }
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 6, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

type Colour = [red: number, green: number, blue: number];

/** Pixels of one colour, one after another. */
interface Run {
  /** Its number. */
  readonly colour: number;
  /** Pixels. */
  readonly length: number;
}

/** All colours in the order in which they appear, how many pixels each has, and where. */
function coloursOf(pixels: Uint8Array): {
  readonly colours: readonly Colour[];
  readonly counts: readonly number[];
  readonly runs: readonly Run[];
} {
  const words = new Uint32Array(new Uint8Array(pixels).buffer);
  const numbers = new Map<number, number>();
  const colours: Colour[] = [];
  const counts: number[] = [];
  const runs: Run[] = [];
  for (let start = 0, end = 0; start < words.length; start = end) {
    const word = words[start] as number;
    while (end < words.length && words[end] === word) end += 1;
    let colour = numbers.get(word);
    if (colour === undefined) {
      colour = colours.length;
      numbers.set(word, colour);
      const [red = 0, green = 0, blue = 0] = pixels.subarray(start * 4, start * 4 + 3);
      colours.push([red, green, blue]);
      counts.push(0);
    }
    const length = end - start;
    counts[colour] = (counts[colour] as number) + length;
    runs.push({ colour, length });
  }
  return { colours, counts, runs };
}

/** The entry of the palette for each colour: itself, or the one that is least far from it. */
function entriesOf(colours: readonly Colour[], palette: readonly Colour[]): Uint8Array {
  const entries = new Map(palette.map((colour, entry) => [colour, entry]));
  return Uint8Array.from(colours, (colour) => entries.get(colour) ?? nearest(palette, colour));
}

/** Index of the palette's colour that is least far from one. */
function nearest(palette: readonly Colour[], [red, green, blue]: Colour): number {
  let best = 0;
  let least = Infinity;
  for (let i = 0; i < palette.length; i += 1) {
    const [r, g, b] = palette[i] as Colour;
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) {
      best = i;
      least = distance;
    }
  }
  return best;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** PNG specification, annex D: the check sum of a chunk. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});
