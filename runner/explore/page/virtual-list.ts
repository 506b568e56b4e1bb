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

  /** @param rowHeight in px */
  constructor(rowHeight: number, attributes: Readonly<Record<string, string | number>>) {
    this.#rowHeight = rowHeight;
    this.element = element('div', { tabindex: 0, ...attributes }, this.#space);
    this.element.classList.add('rows');
    this.element.addEventListener('scroll', () => {
      this.#draw(false);
    });
    new ResizeObserver(() => {
      this.#draw(false);
    }).observe(this.element);
  }

  /** Shows other rows. @param row makes the row of an index */
  show(count: number, row: (index: number) => HTMLElement): void {
    this.#count = count;
    this.#row = row;
    this.#space.style.height = `${count * this.#rowHeight}px`;
    this.#draw(true);
  }

  /** Scrolls so that a row is seen, if it is not. */
  reveal(index: number): void {
    const list = this.element;
    const top = index * this.#rowHeight;
    const isSeen =
      top >= list.scrollTop && top + this.#rowHeight <= list.scrollTop + list.clientHeight;
    if (isSeen || list.clientHeight === 0) return;
    list.scrollTop = Math.max(0, top - list.clientHeight / 3);
    this.#draw(true);
  }

  #draw(isNew: boolean): void {
    const { scrollTop, clientHeight } = this.element;
    const start = Math.max(0, Math.floor(scrollTop / this.#rowHeight) - MARGIN);
    const end = Math.min(
      this.#count,
      Math.ceil((scrollTop + clientHeight) / this.#rowHeight) + MARGIN,
    );
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
