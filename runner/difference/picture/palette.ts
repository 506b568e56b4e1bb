import { type Chip } from './chip';

export const INK = '#1b2430';
export const FAINT_INK = '#66707c';
export const PAPER = '#ffffff';
export const RULE = '#e3e7eb';
export const OUTLINE = '#b4bcc5';

/** Each kind of change as the ground of white text, and behind the row of a node. */
export const CHANGE_COLOURS: Readonly<
  Record<Exclude<Chip['kind'], 'plain'>, { readonly strong: string; readonly pale: string }>
> = {
  new: { strong: '#0f7a4d', pale: '#e6f4ed' },
  moved: { strong: '#1f5fae', pale: '#e8f0fa' },
  resized: { strong: '#b04a00', pale: '#fcefe3' },
  bytes: { strong: '#8a3479', pale: '#f7eaf4' },
  gone: { strong: '#9b1c31', pale: '#fae8ea' },
  attribute: { strong: '#5b6570', pale: '#f0f2f4' },
};

/** What tells the header and the sections apart. */
export interface BoxColour {
  readonly pale: string;
  readonly full: string;
}

/** Of the headers, then of the sections by RVA. */
export const BOX_COLOURS: readonly [BoxColour, ...BoxColour[]] = [
  { pale: '#e9ecef', full: '#8b96a3' },
  { pale: '#f6ecc8', full: '#c9a21b' },
  { pale: '#d5ebf7', full: '#4aa3d0' },
  { pale: '#e3e0f4', full: '#8c80cc' },
  { pale: '#dcefd9', full: '#6bb35f' },
  { pale: '#f9ded7', full: '#dd8268' },
];

/** Fill of space that belongs to no node, drawn by {@link DEFINITIONS}. */
export const FREE_FILL = 'url(#free)';

/** Definitions that the fills above name. */
export const DEFINITIONS =
  '<pattern id="free" width="8" height="8" patternUnits="userSpaceOnUse">' +
  '<rect width="8" height="8" fill="#fafbfc"/>' +
  '<path d="M-2 2 2 -2M0 8 8 0M6 10 10 6" stroke="#dfe3e8"/></pattern>';
