import { svg } from './dom';

/** A node as a lane draws it. */
export interface LaneNode {
  readonly at: number;
  /** Bytes. */
  readonly size: number;
  /** Style class of its section. */
  readonly box: string;
  /** What the step did to it; null for nothing. */
  readonly change: string | null;
  readonly isSelected: boolean;
  readonly label: string;
  readonly press: () => void;
}

/** px. */
const TITLE_TOP = 11;
const BOX_TOP = 16;
const BOX_HEIGHT = 14;
const NODE_TOP = BOX_TOP + BOX_HEIGHT;
const NODE_HEIGHT = 22;
const MARK_TOP = NODE_TOP + NODE_HEIGHT + 2;
const MARK_HEIGHT = 5;
const HEIGHT = MARK_TOP + MARK_HEIGHT + 1;
/** Width of a character of a label. */
const CHARACTER = 6.6;

/** One address space as a strip, to scale. What is smaller than a pixel is drawn as one. */
export class Lane {
  readonly #scale: number;
  readonly #parts: SVGElement[] = [];
  readonly #onTop: SVGElement[] = [];
  /** By kind of change: the pixel of the last node that is smaller than one. Others in it are left out. */
  readonly #lastPixel = new Map<string | null, number>();

  constructor(
    readonly width: number,
    readonly start: number,
    readonly end: number,
    readonly title: string,
  ) {
    this.#scale = width / (end - start);
  }

  /** A header or section. */
  box(at: number, size: number, box: string, label: string): void {
    const place = this.#place(at, size);
    if (place === null) return;
    const [x, width] = place;
    this.#parts.push(
      svg('rect', { class: `${box} pale`, x, width, y: BOX_TOP, height: BOX_HEIGHT + NODE_HEIGHT }),
      svg('rect', { class: `${box} full`, x, width: 2, y: BOX_TOP, height: BOX_HEIGHT }),
    );
    this.#label(label, x + 5, width - 6, BOX_TOP + 11, 'box-label');
  }

  node({ at, size, box, change, isSelected, label, press }: LaneNode): void {
    const place = this.#place(at, size);
    if (place === null) return;
    const [x, width] = place;
    const isPlain = change === null && !isSelected;
    if (width === 1 && !isSelected) {
      if (this.#lastPixel.get(change) === Math.floor(x)) return;
      this.#lastPixel.set(change, Math.floor(x));
    }
    const kind = change === null ? '' : ` changed ${change}`;
    const rect = svg(
      'rect',
      {
        class: `node ${box}${kind}${isSelected ? ' selected' : ''}`,
        x,
        width,
        y: NODE_TOP,
        height: NODE_HEIGHT,
        click: press,
      },
      svg('title', {}, label),
    );
    (isPlain ? this.#parts : this.#onTop).push(rect);
    if (width > 24) this.#label(label, x + 4, width - 6, NODE_TOP + 15, `label${kind}`);
  }

  /** Bytes that the step wrote or moved. */
  mark(at: number, size: number, kind: string): void {
    const place = this.#place(at, size);
    if (place === null) return;
    const [x, width] = place;
    this.#onTop.push(
      svg('rect', { class: `mark ${kind}`, x, width, y: MARK_TOP, height: MARK_HEIGHT }),
    );
  }

  drawn(): SVGSVGElement {
    return svg(
      'svg',
      {
        width: this.width,
        height: HEIGHT,
        viewBox: `0 0 ${this.width} ${HEIGHT}`,
        role: 'img',
        'aria-label': this.title,
      },
      svg('rect', {
        class: 'no-node',
        width: this.width,
        y: BOX_TOP,
        height: BOX_HEIGHT + NODE_HEIGHT,
      }),
      svg('text', { class: 'lane-title', x: 0, y: TITLE_TOP }, this.title),
      ...this.#parts,
      ...this.#onTop,
    );
  }

  #label(text: string, x: number, width: number, y: number, kind: string): void {
    const room = Math.floor(width / CHARACTER);
    if (room < 3) return;
    const shown = text.length <= room ? text : `${text.slice(0, room - 1)}…`;
    this.#onTop.push(svg('text', { class: kind, x, y }, shown));
  }

  #place(at: number, size: number): readonly [x: number, width: number] | null {
    if (at >= this.end || at + size <= this.start) return null;
    const from = Math.max(at, this.start);
    const to = Math.min(at + size, this.end);
    const x = (from - this.start) * this.#scale;
    return [x, Math.max(1, (to - from) * this.#scale)];
  }
}
