import type { Exploration } from '../exploration';
import type { Step } from '../step';
import { element } from './dom';
import type { Frame } from './frame';
import { VirtualList, type ListRow } from './virtual-list';

/** px. */
const ROW_HEIGHT = 24;

/** The list of all ops and tasks. */
export class Timeline {
  readonly element: HTMLElement;
  readonly #list = new VirtualList(ROW_HEIGHT, {
    role: 'listbox',
    'aria-label': 'Steps',
    class: 'timeline',
  });
  readonly #heading = element('h2', {}, 'Steps');
  readonly #go: (step: number) => void;

  /** @param go goes to a step */
  constructor(go: (step: number) => void) {
    this.#go = go;
    this.element = element('section', { class: 'pane steps' }, this.#heading, this.#list.element);
  }

  show({ exploration, step }: Frame): void {
    const { steps } = exploration;
    this.#heading.textContent = `Steps (${steps.length})`;
    this.#list.show(
      steps.length,
      (index) => this.#row(exploration, exploration.step(index), step),
      step.index,
    );
    this.#list.element.setAttribute('aria-activedescendant', `step-${step.index}`);
  }

  #row({ steps }: Exploration, step: Step, current: Step): ListRow {
    const isCurrent = step === current;
    const kind = step.snapshot !== null ? 'update' : step.task === null ? 'op' : 'task';
    const isMove = step.moved.length > 0;
    const isQuirk = step.why.some(({ quirk }) => quirk !== null);
    const draw = (): HTMLElement =>
      element(
        'div',
        {
          id: `step-${step.index}`,
          class: `row ${kind}${isCurrent ? ' current' : ''}`,
          role: 'option',
          'aria-selected': String(isCurrent),
          'aria-posinset': step.index + 1,
          'aria-setsize': steps.length,
          title: step.title,
          click: () => {
            this.#go(step.index);
          },
        },
        element('span', { class: 'number' }, String(step.index)),
        element('span', { class: 'title' }, step.title),
        isMove
          ? element('span', { class: 'mark moved', title: 'nodes get another place' }, '⇄')
          : null,
        isQuirk
          ? element('span', { class: 'mark quirk', title: 'a quirk decides something' }, '!')
          : null,
      );
    return {
      key: JSON.stringify([steps.length, kind, isCurrent, isMove, isQuirk, step.title]),
      draw,
    };
  }
}
