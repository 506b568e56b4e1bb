import { Resvg } from '@resvg/resvg-js';
import { slowTest } from '../../../reference/testing/slow-test';
import { layoutSvg } from './layout-svg';
import { renderPng } from './render-png';
import { oracleImage } from './testing/oracle-image';

const svg = layoutSvg({
  title: 'import-growth',
  subtitle: 'update 12',
  current: oracleImage('import-growth', 12),
  previous: oracleImage('import-growth', 11),
});

/** What another reader of PNG makes of one: the pixels. */
function decoded(png: Buffer, width: number, height: number): Buffer {
  const data = png.toString('base64');
  return new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
      `<image width="${width}" height="${height}" image-rendering="optimizeSpeed" ` +
      `href="data:image/png;base64,${data}"/></svg>`,
  ).render().pixels;
}

function document(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="4">${content}</svg>`;
}

describe('a rendered picture', () => {
  slowTest('has the size of the document', () => {
    const png = renderPng(svg);
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([Number(width), Number(height)]);
    expect(width).toBe('1200');
    expect(png.length).toBeLessThan(150_000);
  });

  slowTest('is the same each time', () => {
    expect(renderPng(svg).equals(renderPng(svg))).toBe(true);
  });

  test('has text, in two weights, of the bundled font', () => {
    const ink = (attributes: string): number => {
      const text = `<text x="0" y="60" font-size="60" font-family="IBM Plex Mono"${attributes}>H→</text>`;
      const png = renderPng(
        `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80">${text}</svg>`,
      );
      return decoded(png, 80, 80).filter((byte, i) => i % 4 === 0 && byte < 128).length;
    };
    expect(ink('')).toBeGreaterThan(500);
    expect(ink(' font-weight="600"')).toBeGreaterThan(1.1 * ink(''));
  });

  test('has exactly its colours if they are not too many', () => {
    const columns = Array.from({ length: 255 }, (_, i) => {
      const fill = `#${i.toString(16).padStart(2, '0')}00${(255 - i).toString(16).padStart(2, '0')}`;
      return `<rect x="${i}" width="1" height="4" fill="${fill}" shape-rendering="crispEdges"/>`;
    });
    const pixels = decoded(renderPng(document(columns.join(''))), 300, 4);
    for (let x = 0; x < 300; x += 1) {
      const expected = x < 255 ? [x, 0, 255 - x, 255] : [255, 255, 255, 255];
      expect([...pixels.subarray(x * 4, x * 4 + 4)]).toEqual(expected);
    }
  });

  slowTest('has nearly its colours if they are', () => {
    const cells = Array.from({ length: 1150 }, (_, i) => {
      const fill = `rgb(${i % 250}, ${Math.floor(i / 250) * 2}, 99)`;
      const place = `x="${i % 300}" y="${Math.floor(i / 300)}"`;
      return `<rect ${place} width="1" height="1" fill="${fill}" shape-rendering="crispEdges"/>`;
    });
    const pixels = decoded(renderPng(document(cells.join(''))), 300, 4);
    for (let i = 0; i < 1150; i += 1) {
      expect(Math.abs((pixels[i * 4] ?? 0) - (i % 250))).toBeLessThanOrEqual(8);
      expect(pixels[i * 4 + 2]).toBe(99);
    }
    // The most frequent one, though the last to appear, keeps its own.
    expect([...pixels.subarray(-4)]).toEqual([255, 255, 255, 255]);
  });
});
