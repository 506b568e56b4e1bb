import type { HostName } from '../../../reference';
import type { ExplorerEntry } from '../explorer-data';
import { Exploration } from '../exploration';
import { START, writeAddress } from './address';
import { element } from './dom';
import { stepChanges } from '../step-changes';
import { frameOf } from './frame';
import { changeKind } from './chips';
import { Lane } from './lane';
import { boxClass } from './node-colour';
import type { Session } from './session';

/** Width of a small picture in px. */
const PICTURE_WIDTH = 380;
/** Updates that are drawn of a case at most. */
const MAX_PICTURES = 3;

/** The list of all cases, with their stories and small pictures of their updates. */
export class StartPage {
  readonly element: HTMLElement;
  readonly #sessionOf: (entry: ExplorerEntry) => Session;

  constructor(
    entries: readonly ExplorerEntry[],
    host: HostName,
    sessionOf: (entry: ExplorerEntry) => Session,
  ) {
    this.#sessionOf = sessionOf;
    // Pictures are drawn when they come into view: each one links its case.
    const observer = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        const entry = entries.find(({ name }) => name === (target as HTMLElement).dataset.entry);
        if (!isIntersecting || entry === undefined) continue;
        observer.unobserve(target);
        target.replaceChildren(...this.#pictures(entry, host));
      }
    });
    this.element = element(
      'main',
      { class: 'start' },
      element('h1', {}, 'Coff2 explorer'),
      element(
        'p',
        {},
        'Each case is a program that changes. Open one to step through what the linker does, operation by operation and task by task, and to see why each byte is where it is.',
      ),
      element(
        'ul',
        { class: 'cards' },
        ...entries.map((entry) => {
          const pictures = element('span', { class: 'pictures', 'data-entry': entry.name });
          observer.observe(pictures);
          const href = writeAddress({ ...START, entry: entry.name, host });
          return element(
            'li',
            {},
            element(
              'a',
              { href },
              element('strong', {}, entry.name),
              element('span', { class: 'story' }, entry.story || entry.file),
              pictures,
            ),
          );
        }),
      ),
    );
  }

  #pictures(entry: ExplorerEntry, host: HostName): readonly Node[] {
    const exploration = this.#sessionOf(entry).on(host);
    const updates = exploration.steps.filter(({ snapshot }) => snapshot !== null);
    return updates
      .slice(0, MAX_PICTURES)
      .map(({ index }, number) =>
        smallPicture(exploration, index, updates[number - 1]?.index ?? null),
      );
  }
}

/** The file after an update, to scale, with what the update changed. */
function smallPicture(exploration: Exploration, index: number, before: number | null): Node {
  const { step, state } = frameOf(exploration, { ...START, step: index });
  const name = step.snapshot?.name ?? 'snapshot';
  const lane = new Lane(PICTURE_WIDTH, 0, Math.max(1, state.image.length), name);
  const changes = before === null ? null : changesSince(exploration, before, index);
  for (const node of state.root.children) {
    lane.box(node.fileOffset, node.size, boxClass(node), node.argument ?? node.tag);
  }
  for (const [node, kind] of changes ?? []) lane.mark(node.fileOffset, node.size, kind);
  return lane.drawn();
}

function changesSince(
  exploration: Exploration,
  before: number,
  index: number,
): readonly (readonly [{ readonly fileOffset: number; readonly size: number }, string])[] {
  const changes = stepChanges(exploration.state(index), exploration.state(before));
  return [...changes.of.keys()].flatMap((node) => {
    const kind = node.children.length === 0 ? changeKind(changes, node) : null;
    return kind === null ? [] : [[node, kind] as const];
  });
}
