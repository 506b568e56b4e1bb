/** The family of the bundled font. */
export const FONT_FAMILY = 'IBM Plex Mono';

/** A rectangle in px, y downwards. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a shape is painted. */
export interface Paint {
  readonly fill?: string;
  readonly stroke?: string;
  readonly opacity?: number;
  /** Radius of the corners of a rectangle, in px. */
  readonly radius?: number;
}

/** A text on one line; (x, y) is where its baseline starts, or ends if `anchor` is "end". */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** px. */
  readonly size: number;
  readonly fill: string;
  readonly bold?: boolean;
  readonly anchor?: 'end';
  /** How many of the first characters are painted otherwise, and how. */
  readonly lead?: { readonly length: number; readonly fill: string };
}

/** An SVG document in the making: what is drawn later lies on top. */
export class SvgCanvas {
  readonly #elements: string[] = [];

  rect({ x, y, width, height }: Rect, { radius, ...paint }: Paint): void {
    const corners = radius === undefined ? '' : ` rx="${radius}"`;
    const place = `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`;
    this.#elements.push(`<rect ${place}${corners}${paintAttributes(paint)}/>`);
  }

  /** @param data in SVG's path language */
  path(data: string, paint: Paint): void {
    this.#elements.push(`<path d="${data}"${paintAttributes({ fill: 'none', ...paint })}/>`);
  }

  text({ x, y, text, size, fill, bold, anchor, lead }: Label): void {
    const weight = bold === true ? ' font-weight="600"' : '';
    const align = anchor === undefined ? '' : ` text-anchor="${anchor}"`;
    const content =
      lead === undefined
        ? escapeXml(text)
        : `<tspan fill="${lead.fill}">${escapeXml(text.slice(0, lead.length))}</tspan>` +
          escapeXml(text.slice(lead.length));
    this.#elements.push(
      `<text x="${px(x)}" y="${px(y)}" font-size="${Number(size.toFixed(4))}" fill="${fill}"${weight}${align}>` +
        `${content}</text>`,
    );
  }

  /**
   * The document.
   *
   * @param definitions SVG of what is painted with, such as patterns
   */
  document(width: number, height: number, definitions: string): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${px(height)}" ` +
        `viewBox="0 0 ${width} ${px(height)}" font-family="${FONT_FAMILY}" xml:space="preserve">`,
      `<defs>${definitions}</defs>`,
      ...this.#elements,
      '</svg>',
      '',
    ].join('\n');
  }
}

/** Text as it may stand in an element or an attribute. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function paintAttributes({ fill, stroke, opacity }: Paint): string {
  return (
    (fill === undefined ? '' : ` fill="${fill}"`) +
    (stroke === undefined ? '' : ` stroke="${stroke}"`) +
    (opacity === undefined ? '' : ` opacity="${opacity}"`)
  );
}

/** At most two decimals, so that the last bits of a float do not matter. */
function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}
