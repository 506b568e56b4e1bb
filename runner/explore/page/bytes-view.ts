import type { DumpNode } from '../../image/node-dump/parse-node-dump';
import { byteText } from './byte-text';
import { element } from './dom';
import type { Frame } from './frame';
import { boxClass } from './node-colour';
import { VirtualList, type ListRow } from './virtual-list';

/** px. */
const ROW_HEIGHT = 20;
/** Style class of the selected byte. */
const SELECTED = 'selected';

/** The bytes of the file, with the borders of nodes. */
export class BytesView {
  readonly element: HTMLElement;
  readonly #heading = element('h2', {}, 'Bytes');
  readonly #list = new VirtualList(ROW_HEIGHT, {
    role: 'grid',
    'aria-label': 'Bytes of the file: arrow keys select one, and the line below tells of it',
    class: 'bytes',
  });
  readonly #told = element('p', { class: 'told', 'aria-live': 'polite' });
  readonly #select: (byte: number) => void;
  readonly #perRow: number;
  readonly #id: string;
  #frame: Frame | null = null;
  #nodes: readonly DumpNode[] = [];
  /** The byte that the pointer was last over: its element may outlast the step that its tooltip tells of. */
  #pointed: HTMLElement | null = null;

  /**
   * @param perRow bytes in a row
   * @param id of the element of the selected byte
   * @param select selects a byte of the file
   */
  constructor(perRow: number, id: string, select: (byte: number) => void) {
    this.#perRow = perRow;
    this.#id = id;
    this.#select = select;
    this.element = element(
      'section',
      { class: 'pane bytes-pane' },
      this.#heading,
      this.#list.element,
      this.#told,
    );
    this.#list.element.addEventListener('keydown', (event) => {
      this.#key(event);
    });
    this.#list.element.addEventListener('click', ({ target }) => {
      const at = offsetOf(target);
      if (at !== null) this.#select(at);
    });
    this.#list.element.addEventListener('mouseover', ({ target }) => {
      if (offsetOf(target) === null || !(target instanceof HTMLElement)) return;
      this.#pointed?.removeAttribute('title');
      this.#pointed = target;
      this.#tellPointed();
    });
  }

  show(frame: Frame, title: string): void {
    const { image, leaves } = frame.state;
    this.#frame = frame;
    this.#heading.textContent = title;
    this.#nodes = leaves;
    const { byte } = frame;
    const isThere = byte !== null && byte < image.length;
    this.#list.show(
      Math.ceil(image.length / this.#perRow),
      (row) => this.#row(row),
      isThere ? Math.floor(byte / this.#perRow) : null,
    );
    if (this.#pointed?.isConnected === true) this.#tellPointed();
    else this.#pointed = null;
    if (!isThere) {
      this.#told.textContent = 'The selected node is not in the file in this step.';
      return;
    }
    this.#list.element.setAttribute('aria-activedescendant', this.#id);
    this.#told.textContent = byteText(frame, byte);
  }

  #tellPointed(): void {
    const at = offsetOf(this.#pointed);
    if (this.#pointed === null || this.#frame === null || at === null) return;
    this.#pointed.title = byteText(this.#frame, at);
  }

  #row(row: number): ListRow {
    const frame = this.#frame;
    if (frame === null) return { key: '', draw: () => element('div') };
    const { image } = frame.state;
    const start = row * this.#perRow;
    const bytes = image.subarray(start, start + this.#perRow);
    const styles = this.#stylesOf(frame, start, bytes);
    return {
      key: `${bytes.join()} ${styles.join()}`,
      draw: () => this.#drawRow(start, bytes, styles),
    };
  }

  /** The style classes of the bytes of a row. */
  #stylesOf(frame: Frame, start: number, bytes: Uint8Array): readonly string[] {
    const before = frame.before?.image ?? null;
    let nodeIndex = this.#firstNodeBehind(start);
    return Array.from(bytes, (value, index) => {
      const at = start + index;
      const next = this.#nodes[nodeIndex];
      if (next !== undefined && next.fileOffset + next.size <= at) nodeIndex += 1;
      const candidate = this.#nodes[nodeIndex];
      const node = candidate !== undefined && candidate.fileOffset <= at ? candidate : null;
      const isChanged = before !== null && value !== (before[at] ?? 0);
      return [
        node === null ? 'free' : `${boxClass(node)} pale`,
        node?.fileOffset === at ? 'starts' : '',
        isChanged ? 'changed' : '',
        node !== null && node === frame.node ? 'in-node' : '',
        at === frame.byte ? SELECTED : '',
      ].join(' ');
    });
  }

  #drawRow(start: number, bytes: Uint8Array, styles: readonly string[]): HTMLElement {
    const cells: HTMLElement[] = [];
    const characters: HTMLElement[] = [];
    for (const [index, value] of bytes.entries()) {
      const style = styles[index] ?? '';
      const attributes = { class: style, 'data-at': start + index };
      const selected = style.endsWith(SELECTED) ? { id: this.#id, 'aria-selected': 'true' } : {};
      const text = value.toString(16).padStart(2, '0');
      cells.push(element('span', { ...attributes, role: 'gridcell', ...selected }, text));
      const character = value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '·';
      characters.push(element('span', attributes, character));
    }
    return element(
      'div',
      { class: 'row', role: 'row' },
      element('span', { class: 'offset', role: 'rowheader' }, start.toString(16).padStart(8, '0')),
      element('span', { class: 'hex', role: 'presentation' }, ...cells),
      element('span', { class: 'characters', 'aria-hidden': 'true' }, ...characters),
    );
  }

  /** Index of the first node that ends after an offset. */
  #firstNodeBehind(at: number): number {
    let [low, high] = [0, this.#nodes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const node = this.#nodes[middle];
      if (node !== undefined && node.fileOffset + node.size <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #key(event: KeyboardEvent): void {
    const byte = this.#frame?.byte ?? null;
    if (byte === null || this.#frame === null) return;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -this.#perRow,
      ArrowDown: this.#perRow,
      PageUp: -16 * this.#perRow,
      PageDown: 16 * this.#perRow,
    };
    const move = moves[event.key];
    if (move === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const last = this.#frame.state.image.length - 1;
    this.#select(Math.max(0, Math.min(byte + move, last)));
  }
}

function offsetOf(target: EventTarget | null): number | null {
  const at = target instanceof HTMLElement ? target.dataset.at : undefined;
  return at === undefined ? null : Number(at);
}
