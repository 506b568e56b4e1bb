import { HOST_NAMES } from '../../../reference';
import { findByteChange, findMove, findStep, findText, type Direction } from '../find-step';
import type { MadePicture } from '../explorer-data';
import type { Step } from '../step';
import type { Compared, Shown, Tab } from './address';
import { TABS } from './address';
import { BytesView } from './bytes-view';
import { element } from './dom';
import { Editor } from './editor';
import { comparedFrame, frameOf, selectionAt, type Frame } from './frame';
import { LayoutView } from './layout-view';
import { MadeView } from './made-view';
import { NodePanel } from './node-panel';
import { PictureView } from './picture-view';
import type { Session } from './session';
import { Timeline } from './timeline';
import { Toolbar, type SearchKind } from './toolbar';
import { TreeView } from './tree-view';
import { WhyView } from './why-view';

/** Milliseconds between two steps that are played. */
const PLAY_INTERVAL = 500;

const TAB_NAMES: Readonly<Record<Tab, string>> = {
  node: 'Node',
  tree: 'Tree',
  source: 'Source',
  picture: 'Picture',
};

/** All views of an open entry. */
export class Workbench {
  readonly element: HTMLElement;
  readonly #change: (changes: Partial<Shown>) => void;
  readonly #toolbar: Toolbar;
  readonly #timeline: Timeline;
  readonly #why: WhyView;
  readonly #layouts: readonly [LayoutView, LayoutView];
  readonly #bytes: readonly [BytesView, BytesView, BytesView];
  readonly #node: NodePanel;
  readonly #tree: TreeView;
  readonly #editor: Editor;
  readonly #picture = new PictureView();
  readonly #comparedPicture = new PictureView('The reference');
  readonly #made: MadeView;
  readonly #tabs: ReadonlyMap<Tab, HTMLButtonElement>;
  readonly #judged = element('p', { class: 'notice' });
  readonly #notice = element('p', { class: 'notice refused', role: 'status' });
  readonly #tabBody = element('div', { class: 'tab-body', role: 'tabpanel', tabindex: 0 });
  readonly #center = element('div', { class: 'center' });
  #session: Session | null = null;
  #shown: Shown | null = null;
  #frame: Frame | null = null;
  #timer: number | undefined;

  /**
   * @param entries names of all entries
   * @param made what the linkers of a report made
   * @param change shows something else
   */
  constructor(
    entries: readonly string[],
    made: readonly MadePicture[],
    change: (changes: Partial<Shown>) => void,
  ) {
    this.#change = change;
    this.#made = new MadeView(made);
    const go = (step: number): void => {
      this.#go(step);
    };
    this.#toolbar = new Toolbar(entries, {
      go,
      open: (entry) => {
        change({
          entry,
          step: 0,
          update: null,
          node: 0,
          offset: 0,
          edit: null,
          judged: null,
          zoom: null,
        });
      },
      setHost: (host) => {
        change({ host: HOST_NAMES.find((each) => each === host) ?? 'linux-tmpfs' });
      },
      setCompared: (compared: Compared) => {
        change({ compared });
      },
      find: (kind, text, direction) => {
        this.#find(kind, text, direction);
      },
      togglePlay: () => {
        this.#togglePlay();
      },
      toggleTheme: () => {
        change({ theme: isDark() ? 'light' : 'dark' });
      },
    });
    this.#timeline = new Timeline(go);
    this.#why = new WhyView((file, line) => {
      change({ tab: 'source' });
      if (file === this.#session?.entry.file) this.#editor.goToLine(line);
    });
    const layout = (): LayoutView =>
      new LayoutView({
        select: (node) => {
          change({ node: node.index, offset: 0 });
        },
        zoom: (zoom) => {
          change({ zoom });
        },
      });
    this.#layouts = [layout(), layout()];
    const bytes = (perRow: number, id: string): BytesView =>
      new BytesView(perRow, id, (byte) => {
        if (this.#frame !== null) change(selectionAt(this.#frame.state.root, byte));
      });
    this.#bytes = [bytes(16, 'byte'), bytes(8, 'byte-left'), bytes(8, 'byte-right')];
    this.#node = new NodePanel((node, offset) => {
      this.#selectNode(node, offset);
    });
    this.#tree = new TreeView((node) => {
      change({ node: node.index, offset: 0 });
    });
    this.#editor = new Editor((text) => {
      this.#edit(text);
    });
    this.#tabs = new Map(
      TABS.map((tab) => [
        tab,
        element(
          'button',
          {
            type: 'button',
            role: 'tab',
            id: `tab-${tab}`,
            click: () => {
              change({ tab });
            },
          },
          TAB_NAMES[tab],
        ),
      ]),
    );
    this.element = element(
      'div',
      { class: 'workbench' },
      element('div', { class: 'top' }, this.#toolbar.element, this.#judged, this.#notice),
      this.#timeline.element,
      this.#center,
      element(
        'div',
        { class: 'side' },
        this.#why.element,
        element(
          'section',
          { class: 'pane tabs' },
          element('div', { role: 'tablist', 'aria-label': 'Details' }, ...this.#tabs.values()),
          this.#tabBody,
        ),
      ),
    );
  }

  show(session: Session, shown: Shown): void {
    const exploration = session.on(shown.host);
    const frame = frameOf(exploration, shown);
    this.#session = session;
    this.#shown = shown;
    this.#frame = frame;
    this.#toolbar.show(session, frame, shown, this.#timer !== undefined);
    this.#timeline.show(frame);
    this.#why.show(frame);
    this.#showCenter(session, frame, shown);
    this.#showTab(session, frame, shown.tab);
    this.#judged.textContent =
      shown.judged === null
        ? ''
        : `This is what the reference linker does. ${shown.judged} failed where the report links to here.`;
    this.#notice.textContent = exploration.refusal?.message ?? session.addressProblem ?? '';
  }

  /** Acts on a key that no view has used. */
  key(event: KeyboardEvent): void {
    const frame = this.#frame;
    if (frame === null || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = frame.exploration.steps.length - 1;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => {
        this.#go(frame.step.index - 1);
      },
      ArrowRight: () => {
        this.#go(frame.step.index + 1);
      },
      ArrowUp: () => {
        this.#go(frame.step.index - 1);
      },
      ArrowDown: () => {
        this.#go(frame.step.index + 1);
      },
      Home: () => {
        this.#go(0);
      },
      End: () => {
        this.#go(last);
      },
      p: () => {
        this.#togglePlay();
      },
      n: () => {
        this.#toolbar.find(1);
      },
      N: () => {
        this.#toolbar.find(-1);
      },
      t: () => {
        this.#change({ theme: isDark() ? 'light' : 'dark' });
      },
      '/': () => {
        this.#toolbar.focusSearch();
      },
      '+': () => {
        this.#layouts[0].zoomBy(2);
      },
      '-': () => {
        this.#layouts[0].zoomBy(0.5);
      },
      '0': () => {
        this.#change({ zoom: null });
      },
      z: () => {
        this.#layouts[0].zoomToNode();
      },
    };
    const act = actions[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  /** Stops what goes on by itself. */
  stop(): void {
    window.clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #go(step: number): void {
    this.#toolbar.tell('');
    const last = (this.#frame?.exploration.steps.length ?? 1) - 1;
    this.#change({ step: Math.max(0, Math.min(step, last)) });
  }

  #showCenter(session: Session, frame: Frame, shown: Shown): void {
    const { compared, zoom, host } = shown;
    const [left, right] = this.#layouts;
    const [alone, first, second] = this.#bytes;
    this.#center.classList.remove('comparing', 'beside');
    if (compared === 'judged' && shown.judged !== null) {
      this.#center.classList.add('beside');
      this.#arrange(this.#comparedPicture.element, this.#made.element);
      this.#comparedPicture.show(frame);
      this.#made.show(frame, shown.judged, session.entry.name, session.editCode !== null);
      return;
    }
    if (compared === null || compared === 'judged' || compared === host) {
      this.#arrange(left.element, alone.element);
      left.show(frame, zoom, 'Layout');
      alone.show(frame, 'Bytes');
      return;
    }
    const other = comparedFrame(
      compared === 'before' ? session.before(host) : session.on(compared),
      frame,
    );
    const name = compared === 'before' ? 'before the edit' : compared;
    const step = `step ${other.step.index}: ${other.step.title}`;
    this.#center.classList.add('comparing');
    this.#arrange(left.element, right.element, first.element, second.element);
    left.show(frame, zoom, `Layout on ${host}`);
    right.show(other, zoom, `Layout ${compared === 'before' ? name : `on ${name}`}, ${step}`);
    first.show(frame, host);
    second.show(other, name);
  }

  /** Puts views into the middle. What is there already stays, with its scroll position. */
  #arrange(...views: readonly HTMLElement[]): void {
    const isThere =
      this.#center.childElementCount === views.length &&
      views.every((view, index) => this.#center.children[index] === view);
    if (!isThere) this.#center.replaceChildren(...views);
  }

  #showTab(session: Session, frame: Frame, tab: Tab): void {
    for (const [name, control] of this.#tabs) {
      control.setAttribute('aria-selected', String(name === tab));
    }
    const views = {
      node: this.#node,
      tree: this.#tree,
      source: this.#editor,
      picture: this.#picture,
    } as const;
    const view = views[tab].element;
    if (this.#tabBody.firstElementChild !== view) this.#tabBody.replaceChildren(view);
    this.#tabBody.setAttribute('aria-labelledby', `tab-${tab}`);
    if (tab === 'source') this.#editor.show(session);
    else views[tab].show(frame);
  }

  #selectNode(node: number, offset: number): void {
    const { zoom } = this.#shown ?? {};
    this.#change({ node, offset });
    // What is followed should be seen: a zoomed layout goes with it.
    const place = this.#frame?.node ?? null;
    if (zoom === undefined || zoom === null || place === null) return;
    if (place.fileOffset < zoom[0] || place.fileOffset >= zoom[1]) this.#layouts[0].zoomToNode();
  }

  #edit(text: string): void {
    const { host } = this.#shown ?? {};
    if (this.#session === null || host === undefined) return;
    this.#session.edit(text, host);
    this.#change({ edit: this.#session.editCode });
  }

  #find(kind: SearchKind, text: string, direction: Direction): void {
    const frame = this.#frame;
    if (frame === null) return;
    const found = search(frame, kind, text, direction);
    if (found === null) {
      this.#toolbar.tell(
        direction === 1 ? 'not found after this step' : 'not found before this step',
      );
      return;
    }
    this.#go(found.index);
    this.#toolbar.tell(`step ${found.index}`);
  }

  #togglePlay(): void {
    if (this.#timer !== undefined) this.stop();
    else {
      this.#timer = window.setInterval(() => {
        const { step, exploration } = this.#frame ?? {};
        const next = (step?.index ?? 0) + 1;
        if (next + 1 >= (exploration?.steps.length ?? 0)) this.stop();
        this.#go(next);
      }, PLAY_INTERVAL);
    }
    this.#change({});
  }
}

/** Whether the page is dark now, by choice or by the system. */
function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined
    ? window.matchMedia('(prefers-color-scheme: dark)').matches
    : theme === 'dark';
}

function search(
  { exploration, step, state, node, byte }: Frame,
  kind: SearchKind,
  text: string,
  direction: Direction,
): Step | null {
  const { steps } = exploration;
  switch (kind) {
    case 'text':
      return text === '' ? null : findText(steps, step.index, direction, text);
    case 'node':
      return node === null || state.node(node.index) === null
        ? null
        : findMove(exploration, step.index, direction, node.index);
    case 'bytes':
      return byte === null ? null : findByteChange(exploration, step.index, direction, byte, 1);
    case 'quirk':
      return findStep(steps, step.index, direction, ({ why }) =>
        why.some(({ quirk }) => quirk !== null),
      );
    case 'update':
      return findStep(steps, step.index, direction, ({ snapshot }) => snapshot !== null);
  }
}
