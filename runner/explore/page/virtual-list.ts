import { element } from './dom';

/** px: browsers lay out no higher element than some twenty million. */
const MAX_HEIGHT = 10_000_000;

/** Rows that are drawn above and below those that are seen. */
const MARGIN = 8;

/** A row of a list. */
export interface ListRow {
  /** Tells everything that the row shows. While it stays the same, so does the element. */
  readonly key: string;
  readonly draw: () => HTMLElement;
}

/** A row that is there. */
interface DrawnRow {
  readonly key: string;
  readonly element: HTMLElement;
}

/**
 * A list of rows of one height, of which only those that are seen are there. Where all rows would be
 * higher than a browser allows, a px of scrolling stands for several px of rows.
 */
export class VirtualList {
  readonly element: HTMLElement;
  readonly #rowHeight: number;
  readonly #space = element('div', { class: 'space', role: 'presentation' });
  #count = 0;
  #row: ((index: number) => ListRow) | null = null;
  #range: readonly [start: number, end: number] = [0, 0];
  #drawn = new Map<number, DrawnRow>();
  /** Where it is scrolled to in px of rows, and its height in px: asking the browser would make it lay out the page. */
  #top = 0;
  #height = 0;
  #isToScroll = false;
  /** The row that is to be seen. */
  #revealed: number | null = null;

  /** @param rowHeight in px */
  constructor(rowHeight: number, attributes: Readonly<Record<string, string | number>>) {
    this.#rowHeight = rowHeight;
    this.element = element('div', { tabindex: 0, ...attributes }, this.#space);
    this.element.classList.add('rows');
    this.element.addEventListener('scroll', () => {
      // What this list sets is rounded by the browser.
      const top = this.element.scrollTop * this.#scale;
      if (Math.abs(top - this.#top) >= this.#scale) this.#top = top;
      this.#draw(false);
    });
    new ResizeObserver(() => {
      const wasUnseen = this.#height === 0;
      this.#height = this.element.clientHeight;
      // Only now it is known what is seen.
      if (this.#revealed !== null) {
        if (wasUnseen) this.#top = 0;
        this.#reveal(this.#revealed);
      }
      this.element.scrollTop = this.#top / this.#scale;
      this.#draw(true);
    }).observe(this.element);
  }

  /**
   * Shows other rows.
   * @param row the row of an index
   * @param revealed the row to scroll to, if it is not seen; null for none
   */
  show(count: number, row: (index: number) => ListRow, revealed: number | null): void {
    this.#count = count;
    this.#row = row;
    this.#space.style.height = `${Math.min(count * this.#rowHeight, MAX_HEIGHT)}px`;
    this.#revealed = revealed;
    const before = this.#top;
    this.#top = Math.min(before, this.#lastTop);
    if (revealed !== null) this.#reveal(revealed);
    this.#draw(true);
    if (this.#top !== before) this.#scrollSoon();
  }

  /** To scroll, the browser lays out the page: it does so once, after all views have changed. */
  #scrollSoon(): void {
    if (this.#isToScroll) return;
    this.#isToScroll = true;
    queueMicrotask(() => {
      this.#isToScroll = false;
      this.element.scrollTop = this.#top / this.#scale;
    });
  }

  /** px of rows for each px of scrolling; 1 where a browser can lay out all rows. */
  get #scale(): number {
    const scrolled = Math.min(this.#count * this.#rowHeight, MAX_HEIGHT) - this.#height;
    return scrolled <= 0 ? 1 : this.#lastTop / scrolled;
  }

  /** px of rows: how far it can be scrolled. */
  get #lastTop(): number {
    return Math.max(0, this.#count * this.#rowHeight - this.#height);
  }

  #reveal(row: number): void {
    const at = row * this.#rowHeight;
    const isSeen = at >= this.#top && at + this.#rowHeight <= this.#top + this.#height;
    if (!isSeen) this.#top = Math.max(0, Math.min(at - this.#height / 3, this.#lastTop));
  }

  #draw(isNew: boolean): void {
    const start = Math.max(0, Math.floor(this.#top / this.#rowHeight) - MARGIN);
    const bottom = Math.ceil((this.#top + this.#height) / this.#rowHeight) + MARGIN;
    const end = Math.min(this.#count, bottom);
    const scale = this.#scale;
    if (!isNew && scale === 1 && start === this.#range[0] && end === this.#range[1]) return;
    this.#range = [start, end];
    if (this.#row === null) return;
    const shift = this.#top / scale - this.#top;
    const drawn = new Map<number, DrawnRow>();
    for (let index = start; index < end; index += 1) {
      const { key, draw } = this.#row(index);
      const known = this.#drawn.get(index);
      const row = known?.key === key ? known : { key, element: draw() };
      row.element.style.top = `${index * this.#rowHeight + shift}px`;
      row.element.style.height = `${this.#rowHeight}px`;
      drawn.set(index, row);
    }
    this.#exchange(drawn);
  }

  /** Takes out the rows that are no longer there, and puts in the new ones. The browser lays out no other. */
  #exchange(rows: Map<number, DrawnRow>): void {
    for (const [index, old] of this.#drawn) {
      if (rows.get(index) !== old) old.element.remove();
    }
    this.#drawn = rows;
    let place = this.#space.firstChild;
    for (const { element: row } of rows.values()) {
      if (row === place) place = row.nextSibling;
      else this.#space.insertBefore(row, place);
    }
  }
}
