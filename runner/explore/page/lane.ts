import { svg } from './dom';

/** The rectangles of one style. */
interface Path {
  /** As SVG has it. */
  d: string;
  /** The pixel of the last rectangle that is smaller than one; -1 without. */
  lastPixel: number;
}

/** A part of a lane that stands for something, and what that is. */
interface Spot<T> {
  readonly x: number;
  readonly width: number;
  readonly of: T;
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
/** A node that is wider has a label. */
const MIN_LABELLED = 24;
/** Width of a character of a label. */
const CHARACTER = 6.6;

/**
 * One address space as a strip, to scale. What is smaller than a pixel is drawn as one. Rectangles of one style
 * are one path: a browser lays out a path of hundreds in the time that a few elements take.
 * @typeParam T what its rectangles stand for
 */
export class Lane<T = never> {
  readonly #scale: number;
  readonly #boxes: SVGElement[] = [];
  readonly #labels: SVGElement[] = [];
  /** By style class: the path of its rectangles. */
  readonly #paths = new Map<string, Path>();
  readonly #spots: Spot<T>[] = [];

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
    this.#boxes.push(
      svg('rect', { class: `${box} pale`, x, width, y: BOX_TOP, height: BOX_HEIGHT + NODE_HEIGHT }),
      svg('rect', { class: `${box} full`, x, width: 2, y: BOX_TOP, height: BOX_HEIGHT }),
    );
    this.#label(label, x + 5, width - 6, BOX_TOP + 11, 'box-label');
  }

  /**
   * A node. One that is drawn later lies above.
   * @param kind its style classes beside "node"
   * @param label what it is called, which is asked for if there is room
   */
  node(at: number, size: number, kind: string, of: T, label: () => string): void {
    const place = this.#place(at, size);
    if (place === null) return;
    const [x, width] = place;
    if (!this.#rectangle(`node ${kind}`, x, width, NODE_TOP, NODE_HEIGHT)) return;
    this.#spots.push({ x, width, of });
    if (width > MIN_LABELLED) {
      this.#label(label(), x + 4, width - 6, NODE_TOP + 15, `label ${kind}`);
    }
  }

  /** Bytes that the step wrote or moved. */
  mark(at: number, size: number, kind: string): void {
    const place = this.#place(at, size);
    if (place !== null) this.#rectangle(`mark ${kind}`, ...place, MARK_TOP, MARK_HEIGHT);
  }

  /** What was drawn last at a place. @param x px from the left edge */
  at(x: number): T | null {
    return this.#spots.findLast((spot) => x >= spot.x && x < spot.x + spot.width)?.of ?? null;
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
      ...this.#boxes,
      ...Array.from(this.#paths, ([kind, { d }]) => svg('path', { class: kind, d })),
      ...this.#labels,
    );
  }

  /** @returns whether it is drawn: of a style, a pixel is drawn once */
  #rectangle(kind: string, x: number, width: number, y: number, height: number): boolean {
    let path = this.#paths.get(kind);
    if (path === undefined) {
      path = { d: '', lastPixel: -1 };
      this.#paths.set(kind, path);
    }
    if (width === 1) {
      if (path.lastPixel === Math.floor(x)) return false;
      path.lastPixel = Math.floor(x);
    }
    path.d += `M${rounded(x)} ${y}h${rounded(width)}v${height}h${-rounded(width)}z`;
    return true;
  }

  #label(text: string, x: number, width: number, y: number, kind: string): void {
    const room = Math.floor(width / CHARACTER);
    if (room < 3) return;
    const shown = text.length <= room ? text : `${text.slice(0, room - 1)}…`;
    this.#labels.push(svg('text', { class: kind, x, y }, shown));
  }

  #place(at: number, size: number): readonly [x: number, width: number] | null {
    if (at >= this.end || at + size <= this.start) return null;
    const from = Math.max(at, this.start);
    const to = Math.min(at + size, this.end);
    const x = (from - this.start) * this.#scale;
    return [x, Math.max(1, (to - from) * this.#scale)];
  }
}

/** To hundredths of a px. */
function rounded(px: number): number {
  return Math.round(px * 100) / 100;
}
