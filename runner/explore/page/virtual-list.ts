import { element } from './dom';

/** Rows that are drawn above and below those that are seen. */
const MARGIN = 8;

/** A list of rows of one height, of which only those that are seen are there. */
export class VirtualList {
  readonly element: HTMLElement;
  readonly #rowHeight: number;
  readonly #space = element('div', { class: 'space', role: 'presentation' });
  #count = 0;
  #row: (index: number) => HTMLElement = () => element('div');
  #drawn: readonly [start: number, end: number] = [0, 0];
  /** Where it is scrolled to, and its height, in px: asking the browser would make it lay out the page. */
  #top = 0;
  #height = 0;
  /** The row that is to be seen. */
  #revealed: number | null = null;

  /** @param rowHeight in px */
  constructor(rowHeight: number, attributes: Readonly<Record<string, string | number>>) {
    this.#rowHeight = rowHeight;
    this.element = element('div', { tabindex: 0, ...attributes }, this.#space);
    this.element.classList.add('rows');
    this.element.addEventListener('scroll', () => {
      this.#top = this.element.scrollTop;
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
      this.element.scrollTop = this.#top;
      this.#draw(false);
    }).observe(this.element);
  }

  /**
   * Shows other rows.
   * @param row makes the row of an index
   * @param revealed the row to scroll to, if it is not seen; null for none
   */
  show(count: number, row: (index: number) => HTMLElement, revealed: number | null): void {
    this.#count = count;
    this.#row = row;
    this.#space.style.height = `${count * this.#rowHeight}px`;
    this.#revealed = revealed;
    const before = this.#top;
    this.#top = Math.min(before, this.#lastTop);
    if (revealed !== null) this.#reveal(revealed);
    if (this.#top !== before) this.element.scrollTop = this.#top;
    this.#draw(true);
  }

  /** px: how far it can be scrolled. */
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
    if (!isNew && start === this.#drawn[0] && end === this.#drawn[1]) return;
    this.#drawn = [start, end];
    const rows: HTMLElement[] = [];
    for (let index = start; index < end; index += 1) {
      const row = this.#row(index);
      row.style.top = `${index * this.#rowHeight}px`;
      row.style.height = `${this.#rowHeight}px`;
      rows.push(row);
    }
    this.#space.replaceChildren(...rows);
  }
}
