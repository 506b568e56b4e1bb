import { hex } from '../../text/numbers';
import type { DumpNode } from '../../image/node-dump/parse-node-dump';
import { chips } from './chips';
import { element } from './dom';
import type { Frame } from './frame';
import { boxClass } from './node-colour';
import { VirtualList, type ListRow } from './virtual-list';

/** px. */
const ROW_HEIGHT = 22;

/** The nodes of the file as a tree. */
export class TreeView {
  readonly #list = new VirtualList(ROW_HEIGHT, {
    role: 'tree',
    'aria-label': 'Nodes',
    class: 'tree',
  });
  readonly #select: (node: DumpNode) => void;
  #nodes: readonly DumpNode[] = [];
  #frame: Frame | null = null;

  constructor(select: (node: DumpNode) => void) {
    this.#select = select;
    this.#list.element.addEventListener('keydown', (event) => {
      this.#key(event);
    });
  }

  get element(): HTMLElement {
    return this.#list.element;
  }

  show(frame: Frame): void {
    this.#frame = frame;
    this.#nodes = frame.state.nodes;
    this.#list.show(
      this.#nodes.length,
      (index) => this.#row(frame, this.#nodes[index]),
      frame.node === null ? null : this.#nodes.indexOf(frame.node),
    );
  }

  #row(frame: Frame, node: DumpNode | undefined): ListRow {
    if (node === undefined) return { key: '', draw: () => element('div') };
    const isCurrent = node === frame.node;
    const place = `${hex(node.fileOffset)} · ${hex(node.size)}`;
    const marks = chips(frame.changes, node);
    const draw = (): HTMLElement => {
      const row = element(
        'div',
        {
          class: `row${isCurrent ? ' current' : ''}`,
          role: 'treeitem',
          'aria-level': node.depth + 1,
          'aria-selected': String(isCurrent),
          click: () => {
            this.#select(node);
          },
        },
        element('span', { class: `dot ${boxClass(node)} full` }),
        element('span', { class: 'title' }, node.key),
        ...marks,
        element('span', { class: 'number' }, place),
      );
      row.style.paddingLeft = `${8 + node.depth * 12}px`;
      return row;
    };
    const told = marks.map(({ textContent }) => textContent);
    return {
      key: JSON.stringify([
        isCurrent,
        node.index,
        node.depth,
        boxClass(node),
        node.key,
        told,
        place,
      ]),
      draw,
    };
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const node = this.#frame?.node ?? null;
    const at = node === null ? 0 : this.#nodes.indexOf(node);
    const next = this.#nodes[at + (event.key === 'ArrowDown' ? 1 : -1)];
    event.preventDefault();
    event.stopPropagation();
    if (next !== undefined) this.#select(next);
  }
}
