import { memoryModel, type MappedRegion } from '../../difference/picture/memory-model';
import { hex } from '../../text/numbers';
import type { DumpNode } from '../../image/node-dump/parse-node-dump';
import { UnreadableImage } from '../../image/read/unreadable-image';
import { rvaOfNode } from '../addresses';
import { changeKind } from './chips';
import { button, element, svg } from './dom';
import type { Frame } from './frame';
import { boxClass } from './node-colour';
import { Lane } from './lane';

/** What a layout does when somebody uses it. */
export interface LayoutActions {
  select(node: DumpNode): void;
  /** Null for the whole file. */
  zoom(range: readonly [start: number, end: number] | null): void;
}

/** Bytes that are shown at least. */
const MIN_RANGE = 16;
/** How much closer one step of zoom goes. */
const ZOOM_STEP = 2;

/** The file and the memory, to scale. */
export class LayoutView {
  readonly element: HTMLElement;
  readonly #heading = element('h2', {}, 'Layout');
  readonly #overview = element('div', { class: 'overview', 'aria-hidden': 'true' });
  readonly #file = element('div', { class: 'lane' });
  readonly #memory = element('div', { class: 'lane' });
  readonly #actions: LayoutActions;
  #frame: Frame | null = null;
  #zoom: readonly [number, number] | null = null;
  /** px: asking the browser in each step would make it lay out the page. */
  #width = 0;
  #fileLane: Lane<DumpNode> | null = null;
  #memoryLane: Lane<DumpNode> | null = null;

  constructor(actions: LayoutActions) {
    this.#actions = actions;
    const tools = element(
      'div',
      { class: 'tools', role: 'group', 'aria-label': 'Zoom' },
      button('−', 'zoom out (key -)', () => {
        this.zoomBy(1 / ZOOM_STEP);
      }),
      button('+', 'zoom in (key +)', () => {
        this.zoomBy(ZOOM_STEP);
      }),
      button('node', 'zoom to the selected node (key z)', () => {
        this.zoomToNode();
      }),
      button('all', 'show the whole file (key 0)', () => {
        this.#actions.zoom(null);
      }),
    );
    this.element = element(
      'section',
      { class: 'pane layout' },
      element('header', {}, this.#heading, tools),
      this.#overview,
      this.#file,
      this.#memory,
    );
    this.#file.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.zoomBy(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP);
      },
      { passive: false },
    );
    for (const [view, laneOf] of [
      [this.#file, () => this.#fileLane],
      [this.#memory, () => this.#memoryLane],
    ] as const) {
      const nodeAt = (event: MouseEvent): DumpNode | null =>
        laneOf()?.at(event.clientX - view.getBoundingClientRect().left) ?? null;
      view.addEventListener('click', (event) => {
        const node = nodeAt(event);
        if (node !== null) this.#actions.select(node);
      });
      view.addEventListener('mousemove', (event) => {
        const node = nodeAt(event);
        view.title = node === null ? '' : nameOf(node);
      });
    }
    new ResizeObserver(() => {
      this.#width = this.#file.clientWidth;
      this.#draw();
    }).observe(this.#file);
  }

  show(frame: Frame, zoom: readonly [number, number] | null, title: string): void {
    this.#frame = frame;
    this.#zoom = zoom;
    this.#heading.textContent = title;
    this.#draw();
  }

  /** Goes closer around the selection, or farther away. */
  zoomBy(factor: number): void {
    const frame = this.#frame;
    if (frame === null) return;
    const { length } = frame.state.image;
    const [start, end] = this.#range(frame);
    const size = Math.max(MIN_RANGE, Math.round((end - start) / factor));
    if (size >= length) {
      this.#actions.zoom(null);
      return;
    }
    const byte = frame.byte ?? start;
    const middle = byte >= start && byte < end ? byte : (start + end) / 2;
    const from = Math.max(0, Math.min(Math.round(middle - size / 2), length - size));
    this.#actions.zoom([from, from + size]);
  }

  /** Shows the selected node large, with some of what lies around it. */
  zoomToNode(): void {
    const node = this.#frame?.node ?? null;
    if (node === null || this.#frame === null) return;
    const around = Math.max(MIN_RANGE, node.size) / 4;
    const from = Math.max(0, Math.floor(node.fileOffset - around));
    const to = Math.min(this.#frame.state.image.length, node.fileOffset + node.size + around);
    this.#actions.zoom([from, Math.max(from + MIN_RANGE, Math.ceil(to))]);
  }

  #range({ state }: Frame): readonly [number, number] {
    return this.#zoom ?? [0, Math.max(1, state.image.length)];
  }

  #draw(): void {
    const frame = this.#frame;
    if (frame === null || this.#width === 0) return;
    const [start, end] = this.#range(frame);
    this.#drawOverview(frame, start, end);
    this.#fileLane = this.#drawnFile(frame, start, end);
    this.#memoryLane = this.#drawnMemory(frame, start, end);
    this.#file.replaceChildren(this.#fileLane.drawn());
    this.#memory.replaceChildren(
      this.#memoryLane?.drawn() ?? element('p', { class: 'faint' }, 'not an image yet'),
    );
  }

  #drawOverview({ state }: Frame, start: number, end: number): void {
    const length = Math.max(1, state.image.length);
    const window = svg('rect', {
      class: 'window',
      x: (start / length) * 1000,
      width: Math.max(4, ((end - start) / length) * 1000),
      y: 0,
      height: 6,
    });
    const boxes = state.root.children.map((node) =>
      svg('rect', {
        class: boxClass(node),
        x: (node.fileOffset / length) * 1000,
        width: (node.size / length) * 1000,
        y: 1,
        height: 4,
      }),
    );
    this.#overview.replaceChildren(
      svg('svg', { viewBox: '0 0 1000 6', preserveAspectRatio: 'none' }, ...boxes, window),
    );
  }

  #drawnFile(frame: Frame, start: number, end: number): Lane<DumpNode> {
    const title = `file ${hex(start)} to ${hex(end)}`;
    const lane = new Lane<DumpNode>(this.#width, start, end, title);
    for (const box of frame.state.root.children) {
      if (box.size > 0) lane.box(box.fileOffset, box.size, boxClass(box), nameOf(box));
    }
    drawNodes(lane, frame, () => 0);
    for (const touch of frame.step.touches) {
      if (touch.kind === 'write') lane.mark(touch.at, touch.size, 'bytes');
      else if (touch.kind === 'move') lane.mark(touch.to, touch.size, 'moved');
      else lane.mark(touch.at, touch.size, 'new');
    }
    return lane;
  }

  /**
   * The memory: all of it, or the part that the zoomed part of the file is mapped to.
   * @returns null if the file is no image yet
   */
  #drawnMemory(frame: Frame, start: number, end: number): Lane<DumpNode> | null {
    const regions = regionsOf(frame);
    const last = regions.at(-1);
    if (last === undefined) return null;
    let [from, to] = [0, last.rva + last.virtualSize];
    if (this.#zoom !== null) {
      const shown = regions.filter(
        ({ rawOffset, rawSize }) => rawOffset < end && rawOffset + rawSize > start,
      );
      const starts = shown.map((one) => one.rva + Math.max(0, start - one.rawOffset));
      const ends = shown.map((one) => one.rva + Math.min(one.rawSize, end - one.rawOffset));
      if (shown.length > 0) [from, to] = [Math.min(...starts), Math.max(...ends)];
    }
    const title = `memory ${hex(from)} to ${hex(to)}`;
    const lane = new Lane<DumpNode>(this.#width, from, to, title);
    const sections = frame.state.root.children;
    for (const { section, rva, virtualSize } of regions) {
      const node = sections.find(({ tag, argument }) =>
        section === null ? tag === 'header' : tag === 'section' && argument === section,
      );
      const box = node === undefined ? 'box-0' : boxClass(node);
      lane.box(rva, virtualSize, box, section ?? 'header');
    }
    const { tables } = frame.state;
    drawNodes(lane, frame, (box) => {
      const rva = rvaOfNode(box, tables);
      return rva === null ? null : rva - box.fileOffset;
    });
    return lane;
  }
}

/**
 * Draws the nodes that have no children; what the step changed lies above, and what is selected above all.
 * @param shiftOf what makes a file offset in the header or a section a place in the lane; null if the lane has not
 *   got it
 */
function drawNodes(
  lane: Lane<DumpNode>,
  { state, changes, node: selected }: Frame,
  shiftOf: (box: DumpNode) => number | null,
): void {
  const shifts = new Map<DumpNode, number | null>();
  for (const box of state.root.children) shifts.set(box, shiftOf(box));
  const draw = (node: DumpNode, kind: string): void => {
    const box = boxOf(node);
    const shift = shifts.get(box) ?? null;
    if (shift === null) return;
    const at = node.fileOffset + shift;
    lane.node(at, node.size, `${boxClass(box)}${kind}`, node, () => nameOf(node));
  };
  for (const node of state.leaves) draw(node, '');
  for (const node of changes?.of.keys() ?? []) {
    const change = isLeaf(node) ? changeKind(changes, node) : null;
    if (change !== null && node !== selected) draw(node, ` changed ${change}`);
  }
  if (selected === null || !isLeaf(selected)) return;
  const change = changeKind(changes, selected);
  draw(selected, `${change === null ? '' : ` changed ${change}`} selected`);
}

/** The header or the section that a node is or lies in. */
function boxOf(node: DumpNode): DumpNode {
  let box = node;
  while (box.depth > 1 && box.parent !== null) box = box.parent;
  return box;
}

function isLeaf({ children, size }: DumpNode): boolean {
  return children.length === 0 && size > 0;
}

function nameOf(node: DumpNode): string {
  return node.tag === 'section' ? (node.argument ?? '') : node.key.replace(/^nav\((.*)\)$/s, '$1');
}

function regionsOf({ state }: Frame): readonly MappedRegion[] {
  try {
    return memoryModel(state.image).regions;
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    return [];
  }
}
