import { FONT_FAMILY } from './svg-canvas';

/** Fonts of other systems whose characters are as wide as those of the pictures' own font. */
const SIMILAR = "ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/**
 * A picture for a browser, which may not have the font of the goldens: without another one of the same width
 * it would take one with serifs, and the text would not fit.
 * @param svg as `layoutSvg` draws it
 */
export function browserSvg(svg: string): string {
  return svg.replace(`font-family="${FONT_FAMILY}"`, `font-family="'${FONT_FAMILY}', ${SIMILAR}"`);
}
