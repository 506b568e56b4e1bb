/** Advance of every glyph of the bundled monospaced font, in ems. */
export const ADVANCE = 0.6;

/**
 * Font sizes in px. They are chosen so that a glyph advances by 6.5, 7, 8, 9 or 13 px: then the same
 * letters are the same pixels, which is easier to read and to compress.
 */
export const SMALL = 6.5 / ADVANCE;
export const TEXT = 7 / ADVANCE;
export const STRONG = 8 / ADVANCE;
export const HEADLINE = 9 / ADVANCE;
export const TITLE = 13 / ADVANCE;
