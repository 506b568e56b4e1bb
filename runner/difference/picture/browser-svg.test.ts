import { browserSvg } from './browser-svg';
import { layoutSvg } from './layout-svg';
import { oracleImage } from './testing/oracle-image';

describe('a picture for a browser', () => {
  it('names fonts of the same width, and is the same otherwise', () => {
    const svg = layoutSvg({
      title: 'a title',
      subtitle: 'a subtitle',
      current: oracleImage('import-growth', 12),
      previous: null,
    });
    const shown = browserSvg(svg);
    const [family] = /font-family="[^"]*"/.exec(shown) ?? [];
    expect(family).toMatch(/^font-family="'IBM Plex Mono', .*monospace"$/);
    expect(shown.replace(family ?? '', 'font-family="IBM Plex Mono"')).toBe(svg);
  });
});
