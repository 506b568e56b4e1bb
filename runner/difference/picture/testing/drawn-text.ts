import { textWidth } from '../text-fit';

/** A text of a picture, and the px that it covers. */
export interface DrawnText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const TEXT =
  /<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)" fill="[^"]+"(?: font-weight="600")?( text-anchor="end")?>(.*?)<\/text>/g;

/** All texts of a picture. */
export function drawnTexts(svg: string): DrawnText[] {
  return [...svg.matchAll(TEXT)].map(([, x, y, fontSize, anchor, content = '']) => {
    const size = Number(fontSize);
    const text = content
      .replaceAll(/<\/?tspan[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    const width = textWidth(text, size);
    const left = Number(x) - (anchor === undefined ? 0 : width);
    // Capitals and descenders of the font, in ems.
    const extent = { top: Number(y) - 0.7 * size, bottom: Number(y) + 0.22 * size };
    return { text, left, right: left + width, ...extent };
  });
}
