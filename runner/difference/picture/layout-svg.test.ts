import type { DumpedImage } from '../../image/linked-image';
import { Resvg } from '@resvg/resvg-js';
import { layoutSvg } from './layout-svg';
import { drawnTexts, type DrawnText } from './testing/drawn-text';
import { oracleImage } from './testing/oracle-image';

const picture = (current: DumpedImage, previous: DumpedImage | null): string =>
  layoutSvg({ title: 'a title', subtitle: 'a subtitle', current, previous });

const update = (vector: string, snapshot: number): string =>
  picture(oracleImage(vector, snapshot), oracleImage(vector, snapshot - 1));

const words = (svg: string): string[] => drawnTexts(svg).map(({ text }) => text);

function heightOf(svg: string): number {
  return new Resvg(svg, { font: { loadSystemFonts: false } }).height;
}

/** The node dump with other names, which try to break out. */
function renamed(image: ReturnType<typeof oracleImage>): DumpedImage {
  const names = [
    'fn () void, </text><script>alert("1")</script>&amp;]]>',
    `fn () void, main.${'x'.repeat(500)}.end`,
    'あいう🙂\0\u0007\ud800 “quotes”',
    'a\nb\nc',
    '<!--\'"',
  ];
  let i = 0;
  const nodes = image.nodes.replaceAll(
    /^( +(?:nav|uav|global))\(.*\) index/gm,
    (_, start: string) => {
      i += 1;
      return `${start}(${names[i % names.length] ?? ''}) index`;
    },
  );
  return { ...image, nodes };
}

const hostile = layoutSvg({
  title: `<svg> & ${'long '.repeat(100)}`,
  subtitle: `あ\n${'long '.repeat(100)}`,
  current: renamed(oracleImage('hello', 1)),
  previous: oracleImage('hello', 0),
});

describe('the picture of an image', () => {
  test('is the same each time', () => {
    expect(update('import-growth', 12)).toBe(update('import-growth', 12));
  });

  test('that follows no other has no changes', () => {
    const svg = picture(oracleImage('hello', 1), null);
    expect(words(svg)).toContain('first image');
    expect(words(svg)).not.toContain('new');
    expect(words(svg)).not.toContain('what changed');
  });

  test('says so if nothing changed', () => {
    const texts = words(update('no-op-update', 1));
    expect(texts).toContain('nothing changed: not a byte');
    expect(texts).not.toContain('first image');
  });

  test('says how many changed, and what became of each', () => {
    const texts = words(update('import-growth', 12));
    expect(texts.slice(4, 10)).toEqual([
      'this update',
      '2 nodes new',
      '3 nodes moved',
      '3 nodes grown',
      '15 nodes with other bytes',
      '430 bytes of the file changed',
    ]);
    expect(texts).toEqual(expect.arrayContaining(['moved 0x2950 → 0x2ad8', 'grown 0x68 → 0x70']));
    expect(texts.filter((text) => text === 'new')).toHaveLength(2 + 1);
  });

  test('marks the entry point in file and memory, and where it was', () => {
    const texts = words(update('entry-moves', 1));
    expect(texts.filter((text) => text === 'entry point')).toHaveLength(2);
    expect(texts).toEqual(expect.arrayContaining(['start.entry', '0x4030', 'was 0x4010']));
  });

  test('lists what is gone', () => {
    const texts = words(picture(oracleImage('hello', 0), oracleImage('many-dlls', 13)));
    const count = Number.parseInt(texts.find((text) => text.endsWith(' nodes gone')) ?? '', 10);
    const list = texts.slice(texts.indexOf('gone'));
    expect(list.filter((text) => text.startsWith('was at '))).toHaveLength(11);
    expect(list).toContain(`… ${count - 11} more`);
  });

  test('stays on a page, however many nodes there are', () => {
    const svg = update('four-hundred-dlls', 1);
    expect(heightOf(svg)).toBeLessThanOrEqual(2400);
    expect(words(svg).some((text) => /^… \d+ more, all of them changed/.test(text))).toBe(true);
  });

  test('shows fewer rows if rows are high', () => {
    const before = oracleImage('four-hundred-dlls', 0);
    const nodes = before.nodes
      .replaceAll(/ (nav|global|import_[a-z]+_table)(.*) align=0x/g, ' $1$2 align=0x1')
      .replaceAll(' has_content', ' moved resized has_content');
    expect(heightOf(picture({ image: before.image, nodes }, before))).toBeLessThanOrEqual(2400);
  });
});

describe('names that try to break the picture', () => {
  test('leave it well-formed', () => {
    expect(() => heightOf(hostile)).not.toThrow();
    expect(hostile).not.toMatch(/<script|<!--/);
    expect(hostile).not.toMatch(/[^\x20-\x7e\n…→–−]/);
  });

  test('are shown as they are, if they fit', () => {
    expect(words(hostile)).toEqual(expect.arrayContaining(['global a\\nb\\nc']));
  });
});

/** The image of a linker that gives no node dump. */
const undumped = (vector: string, snapshot: number): DumpedImage => ({
  ...oracleImage(vector, snapshot),
  nodes: null,
});

test('without a node dump, the headers and the sections of the file are drawn', () => {
  const svg = picture(undumped('hello', 1), undumped('hello', 0));
  expect(words(svg)).toEqual(
    expect.arrayContaining(['header', 'section .text', 'section .data', 'section .idata']),
  );
  expect(words(svg).join(' ')).not.toContain('main.');
});

describe.each([
  ['hostile names', hostile],
  ['no node dump', picture(undumped('import-growth', 23), undumped('import-growth', 22))],
  ['a first image', picture(oracleImage('hello', 1), null)],
  ['a large image', update('alignment-above-block', 1)],
  ['very many nodes', update('four-hundred-dlls', 1)],
  ['32 bits', update('pe32', 1)],
  ['imports', update('import-growth', 23)],
  ['headers not yet written', update('idle-steps', 5)],
  ['hostile names gone', picture(oracleImage('hello', 0), renamed(oracleImage('hello', 1)))],
  ['everything gone', picture(oracleImage('hello', 0), oracleImage('many-dlls', 13))],
  ['nothing the same', picture(oracleImage('many-dlls', 13), oracleImage('pe32', 0))],
])('the picture of %s', (_, svg) => {
  const texts = drawnTexts(svg);
  const shown = ({ text, left, right, top }: DrawnText): string =>
    `"${text}" from ${left} to ${right} at ${top}`;

  test('has all its texts on the page and in their column', () => {
    expect(texts.length).toBe(svg.match(/<text /g)?.length);
    const columnsTop = texts.find(({ text }) => text === 'in the file, by offset')?.top ?? 0;
    const height = heightOf(svg);
    const outside = texts.filter(({ left, right, top, bottom }) => {
      const isInFile = top > columnsTop && left < 816;
      return left < 24 || right > (isInFile ? 808 : 1176.01) || bottom > height || top < 0;
    });
    expect(outside.map(shown)).toEqual([]);
  });

  test('has no text over another', () => {
    const sorted = [...texts].sort((a, b) => a.top - b.top);
    const overlaps: string[] = [];
    for (const [i, a] of sorted.entries()) {
      for (const b of sorted.slice(i + 1)) {
        if (b.top >= a.bottom) break;
        if (a.left < b.right && b.left < a.right) overlaps.push(`${shown(a)}, ${shown(b)}`);
      }
    }
    expect(overlaps).toEqual([]);
  });
});
